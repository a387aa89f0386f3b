import { decodeOrThrow } from '../domain/codecs/decode.js';
import { Position } from '../domain/codecs/numbers.js';

/** How far the read models have come, and a way to wait for it. */
export interface ProjectedPosition {
  readonly current: () => Position;
  readonly advance: (position: Position) => void;
  /** True once the read models have reached the position, false when they have not within the time. */
  readonly waitFor: (position: Position, milliseconds?: number) => Promise<boolean>;
}

interface Waiter {
  readonly position: Position;
  readonly done: () => void;
}

const patience = 5000;

export const createProjectedPosition = (): ProjectedPosition => {
  let reached = decodeOrThrow(Position, 0);
  const waiters = new Set<Waiter>();
  return {
    current: () => reached,
    advance: (position) => {
      if (position > reached) reached = position;
      for (const waiter of waiters) if (waiter.position <= reached) waiter.done();
    },
    waitFor: (position, milliseconds = patience) =>
      new Promise((resolve) => {
        if (position <= reached) {
          resolve(true);
          return;
        }
        const settle = (outcome: boolean): void => {
          clearTimeout(timer);
          waiters.delete(waiter);
          resolve(outcome);
        };
        const waiter: Waiter = { position, done: () => settle(true) };
        const timer = setTimeout(() => settle(false), milliseconds);
        waiters.add(waiter);
      }),
  };
};
