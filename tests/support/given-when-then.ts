import { expect } from 'vitest';
import type { Instant } from '../../domain/codecs/time.js';
import { type Decider, fold } from '../../domain/decider.js';
import { DomainError, type RefusalKind } from '../../domain/errors.js';
import type { DomainEvent } from '../../domain/event.js';
import { type Given, instantAt, recordAll } from './recorded.js';

/** What a command leads to. `then` alone would make this look like a promise. */
export interface Outcome<E extends DomainEvent> {
  readonly thenEvents: (...expected: readonly E[]) => void;
  readonly thenNothing: () => void;
  readonly thenRefused: (kind: RefusalKind) => DomainError;
}

export interface Past<State, Command, E extends DomainEvent> {
  readonly when: (command: Command) => Outcome<E>;
  readonly state: () => State;
  /** What the clock shows when the command is decided. */
  readonly now: Instant;
}

const refusalOf = (attempt: () => unknown): DomainError => {
  try {
    const decided = attempt();
    return expect.fail(`was not refused, but decided ${JSON.stringify(decided)}`);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
};

/** `given(…events).when(command).thenEvents(…)` for one decider; time goes on a minute with each event. */
export const specOf = <State, Command, E extends DomainEvent>({
  initial,
  decide,
  evolve,
}: Decider<State, Command, E>) => ({
  given: (...events: readonly Given<E>[]): Past<State, Command, E> => {
    const state = (): State => fold(evolve, initial, recordAll(events));
    const now = instantAt(events.length);
    const attempt = (command: Command) => () => decide(command, state(), { now });
    return {
      state,
      now,
      when: (command) => ({
        thenEvents: (...expected) => expect(attempt(command)()).toEqual(expected),
        thenNothing: () => expect(attempt(command)()).toEqual([]),
        thenRefused: (kind) => {
          const refusal = refusalOf(attempt(command));
          expect(refusal.kind).toBe(kind);
          return refusal;
        },
      }),
    };
  },
});
