import PQueue from 'p-queue';
import { DomainError } from '../../domain/errors.js';
import type { Log } from '../log.js';
import { giveUp } from './build.js';
import type { Projector } from './projectors.js';
import { createRebuild } from './rebuild.js';
import { createVerify, type VerifyPorts } from './verify.js';

export type Work = 'rebuild' | 'verify';

interface Task {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/** Work on read models: one piece at a time, so that whoever waits for an answer has the machine. */
export interface Tasks {
  /** @throws DomainError `notAllowed` when the same is under way */
  readonly begin: (projector: Projector, work: Work) => Promise<void>;
  /** Ends when it has stopped. @throws DomainError `notAllowed` when there is nothing to stop */
  readonly cancel: (name: string, work: Work) => Promise<void>;
  /** Begins what an earlier process did not come to the end of. */
  readonly resume: (projectors: readonly Projector[]) => void;
  /** Interrupts everything; `resume` goes on with it. */
  readonly stop: () => Promise<void>;
}

const nothingYet = { done: 0, total: 0, events: 0 } as const;
const what = { rebuild: 'rebuilt', verify: 'verified' } as const;

export const createTasks = (ports: VerifyPorts, log: Log): Tasks => {
  const { generations, clock } = ports;
  const run = { rebuild: createRebuild(ports), verify: createVerify(ports) };
  const queue = new PQueue({ concurrency: 1 });
  const tasks = new Map<string, Task>();
  let isStopping = false;

  const keepWaiting = (name: string, work: Work): Promise<void> =>
    generations.change(name, ({ rebuild, verify, ...record }) => {
      const start = { ...nothingYet, startedAt: clock(), status: 'waiting' as const };
      return work === 'rebuild'
        ? {
            ...record,
            ...(verify === undefined ? {} : { verify }),
            rebuild: { ...start, collection: '' },
          }
        : {
            ...record,
            ...(rebuild === undefined ? {} : { rebuild }),
            verify: { ...start, documents: 0, differences: 0 },
          };
    });

  const settle = async (name: string, work: Work, isCancelled: boolean, error: unknown): Promise<void> => {
    const status = isCancelled ? 'cancelled' : 'failed';
    const message = error instanceof Error ? error.message : String(error);
    if (!isCancelled) log.error({ err: error, readModel: name }, `a read model could not be ${what[work]}`);
    if (work === 'rebuild') return giveUp(ports, name, status, isCancelled ? undefined : message);
    return generations.change(name, (record) =>
      record.verify === undefined
        ? record
        : {
            ...record,
            verify: {
              ...record.verify,
              status,
              endedAt: clock(),
              ...(isCancelled ? {} : { error: message }),
            },
          },
    );
  };

  const start = (projector: Projector, work: Work): void => {
    const { name } = projector;
    const key = `${work} ${name}`;
    const controller = new AbortController();
    const { signal } = controller;
    const perform = async (): Promise<void> => {
      try {
        signal.throwIfAborted();
        await run[work](projector, signal);
        log.info({ readModel: name }, `a read model has been ${what[work]}`);
      } catch (error) {
        if (isStopping) return;
        await settle(name, work, signal.aborted, error).catch((again: unknown) =>
          log.error({ err: again, readModel: name }, 'how work on a read model ended could not be kept'),
        );
      } finally {
        tasks.delete(key);
      }
    };
    tasks.set(key, { controller, ended: queue.add(perform) });
  };

  return {
    begin: async (projector, work) => {
      const { name } = projector;
      if (tasks.has(`${work} ${name}`))
        throw DomainError.notAllowed(`The read model ${name} is being ${what[work]} already.`);
      await keepWaiting(name, work);
      start(projector, work);
    },
    cancel: async (name, work) => {
      const task = tasks.get(`${work} ${name}`);
      if (task === undefined)
        throw DomainError.notAllowed(`The read model ${name} is not being ${what[work]}.`);
      task.controller.abort();
      await task.ended;
    },
    resume: (projectors) => {
      for (const projector of projectors) {
        const { rebuild, verify } = generations.recordOf(projector.name);
        if (rebuild !== undefined && rebuild.endedAt === undefined) start(projector, 'rebuild');
        if (verify !== undefined && verify.endedAt === undefined) start(projector, 'verify');
      }
    },
    stop: async () => {
      isStopping = true;
      for (const { controller } of tasks.values()) controller.abort();
      await queue.onIdle();
    },
  };
};
