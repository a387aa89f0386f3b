import { createRunImports, type RunImportsPorts } from '../commands/reactions/run-imports.js';
import type { ImportId } from '../domain/codecs/ids.js';
import type { Log } from './log.js';
import { createWorkQueue, type WorkQueue } from './work-queue.js';

export interface ImportsPorts extends RunImportsPorts {
  readonly log: Log;
}

/** Imports, of which one runs at a time while the others wait. */
export interface Imports extends WorkQueue<ImportId> {
  /** Looks at every import whose file is here: what was lost on the way is found, and files that nobody needs go. */
  readonly wakeAll: () => Promise<void>;
}

export const createImports = ({ log, ...ports }: ImportsPorts): Imports => {
  const queue = createWorkQueue<ImportId>({
    concurrency: 1,
    keyOf: (importId) => importId,
    work: createRunImports(ports),
    // The log has the import still: it is looked at again within a minute.
    onFailure: (err, importId) => log.error({ err, importId }, 'an import could not go on'),
  });
  return {
    ...queue,
    wakeAll: async () => {
      for (const importId of await ports.files.list()) queue.wake(importId);
    },
  };
};
