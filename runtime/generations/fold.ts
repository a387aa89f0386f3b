import { setTimeout as delay } from 'node:timers/promises';
import { aggregates, idInStream } from '../../domain/aggregates.js';
import { LeadId } from '../../domain/codecs/ids.js';
import type { Position } from '../../domain/codecs/numbers.js';
import type { Consumer } from './projectors.js';
import type { ReadLog } from './read-log.js';

/** A consumer that is brought up to date by reads of its own, beside those who follow the log. */
export interface Fold {
  readonly position: () => Position | undefined;
  /** Folds one batch, never past the position; gives how many events were in it. */
  readonly step: (upTo: Position) => Promise<number>;
}

export interface FoldPorts {
  readonly readLog: ReadLog;
  /** Removes what it has about a lead: what was folded before it was erased. */
  readonly forget: (leadId: LeadId) => Promise<void>;
  /** Keeps how far it has come. */
  readonly save: (name: string, position: Position) => Promise<void>;
}

export const createFold = (
  { readLog, forget, save }: FoldPorts,
  { name, handle }: Consumer,
  from: Position | undefined,
): Fold => {
  let position = from;
  return {
    position: () => position,
    step: async (upTo) => {
      const { events, reached } = await readLog(position, upTo);
      if (events.length > 0) await handle(events);
      for (const { type, stream } of events) {
        const leadId = type === 'LeadErased' ? idInStream(aggregates.lead.category, stream) : undefined;
        if (LeadId.is(leadId)) await forget(leadId);
      }
      await save(name, reached);
      position = reached;
      return events.length;
    },
  };
};

/** Whether there is something to fold up to a position. */
export const isBehind = ({ position }: Fold, upTo: Position | undefined): upTo is Position =>
  upTo !== undefined && (position() ?? -1) < upTo;

interface CatchUp {
  readonly signal: AbortSignal;
  readonly onBatch: (events: number) => void;
  /** Of the time that a batch took, the part for which everybody else has the machine. */
  readonly rest: number;
}

const waits = [250, 1000, 5000, 10_000] as const;

/** Tries again what may work later, with growing waits. @throws the last error, or the reason of the signal */
export const persist = async <A>(work: () => Promise<A>, signal: AbortSignal): Promise<A> => {
  for (const wait of waits) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch {
      await delay(wait, undefined, { signal });
    }
  }
  return work();
};

/** Folds up to a position, batch by batch. @throws the reason of the signal when it is aborted */
export const catchUp = async (
  fold: Fold,
  upTo: Position | undefined,
  { signal, onBatch, rest }: CatchUp,
): Promise<void> => {
  while (isBehind(fold, upTo)) {
    signal.throwIfAborted();
    const began = performance.now();
    onBatch(await persist(() => fold.step(upTo), signal));
    await delay((performance.now() - began) * rest, undefined, { signal });
  }
};
