import PQueue from 'p-queue';
import { createRunImports, type RunImportsPorts } from '../commands/reactions/run-imports.js';
import type { WakeImport } from '../commands/reactions/wake-imports.js';
import type { Log } from './log.js';

export interface ImportsPorts extends RunImportsPorts {
  readonly log: Log;
}

/** Imports, of which one runs at a time while the others wait. */
export interface Imports {
  readonly wake: WakeImport;
  /** Looks at every import whose file is here: what was lost on the way is found, and files that nobody needs go. */
  readonly wakeAll: () => Promise<void>;
  /** Until then whoever is woken waits. */
  readonly start: () => void;
  /** Takes nothing more and ends when the part that is being done is done. */
  readonly stop: () => Promise<void>;
}

export const createImports = ({ log, ...ports }: ImportsPorts): Imports => {
  const run = createRunImports(ports);
  const queue = new PQueue({ concurrency: 1, autoStart: false });
  const waiting = new Set<string>();
  const controller = new AbortController();
  const { signal } = controller;

  const wake: WakeImport = (importId) => {
    if (signal.aborted || waiting.has(importId)) return;
    waiting.add(importId);
    void queue.add(async () => {
      // From here on, whoever wakes it may mean something that is not seen any more.
      waiting.delete(importId);
      await run(importId, signal).catch((error: unknown) => {
        // The log has the import still: it is looked at again within a minute.
        log.error({ err: error, importId }, 'an import could not go on');
      });
    });
  };

  return {
    wake,
    wakeAll: async () => {
      for (const importId of await ports.files.list()) wake(importId);
    },
    start: () => {
      queue.start();
    },
    stop: async () => {
      controller.abort();
      queue.clear();
      await queue.onIdle();
    },
  };
};
