import type { Instant } from './codecs/time.js';
import type { DomainEvent, Recorded } from './event.js';

/** What the outside tells a decision: the time. Ids arrive inside commands. */
export interface Moment {
  readonly now: Instant;
}

/** An aggregate: pure functions. A command that would change nothing decides `[]`. */
export interface Decider<State, Command, Event extends DomainEvent> {
  readonly initial: State;
  /** @throws DomainError when the command is refused */
  readonly decide: (command: Command, state: State, moment: Moment) => readonly Event[];
  readonly evolve: (state: State, event: Recorded<Event>) => State;
}

/** The state after all of `events`. */
export const fold = <State, Event extends DomainEvent>(
  evolve: (state: State, event: Recorded<Event>) => State,
  state: State,
  events: Iterable<Recorded<Event>>,
): State => {
  let current = state;
  for (const event of events) current = evolve(current, event);
  return current;
};
