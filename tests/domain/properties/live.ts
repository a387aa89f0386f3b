import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { SourceEventId } from '../../../domain/codecs/ids.js';
import type { Decider } from '../../../domain/decider.js';
import { DomainError } from '../../../domain/errors.js';
import type { DomainEvent, Recorded } from '../../../domain/event.js';
import { instantAt, recordAll } from '../../support/recorded.js';

/** A stream while commands are executed on it: what was appended, and the state after each event. */
export interface Live<State, E extends DomainEvent> {
  readonly events: readonly Recorded<E>[];
  /** `states[n]` is the state after `n` events. */
  readonly states: readonly State[];
  readonly state: State;
}

/** A stream without events. */
export const newStream = <State, E extends DomainEvent>(initial: State): Live<State, E> => ({
  events: [],
  states: [initial],
  state: initial,
});

const sourceEventIdOf = (command: object): { readonly sourceEventId?: SourceEventId } =>
  'sourceEventId' in command ? { sourceEventId: decodeOrThrow(SourceEventId, command.sourceEventId) } : {};

/** Decides one command and appends what it decides; a refused command appends nothing. */
export const execute = <State, Command extends object, E extends DomainEvent>(
  { decide, evolve }: Decider<State, Command, E>,
  live: Live<State, E>,
  command: Command,
): Live<State, E> => {
  const decided = decideOrRefuse(decide, command, live);
  const news = recordAll(
    decided.map((event) => ({ event, ...sourceEventIdOf(command) })),
    live.events.length,
  );
  const states = [...live.states];
  let { state } = live;
  for (const event of news) {
    state = evolve(state, event);
    states.push(state);
  }
  return { events: [...live.events, ...news], states, state };
};

const decideOrRefuse = <State, Command, E extends DomainEvent>(
  decide: Decider<State, Command, E>['decide'],
  command: Command,
  { state, events }: Live<State, E>,
): readonly E[] => {
  try {
    return decide(command, state, { now: instantAt(events.length) });
  } catch (error) {
    if (error instanceof DomainError) return [];
    throw error;
  }
};
