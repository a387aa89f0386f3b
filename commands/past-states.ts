import { LRUCache } from 'lru-cache';
import { type Aggregate, streamName } from '../domain/aggregates.js';
import { firstRevision, type Position } from '../domain/codecs/numbers.js';
import type { Instant } from '../domain/codecs/time.js';
import type { DomainEvent } from '../domain/event.js';
import type { ReadStream } from './event-log.js';

/** What a stream said from an event on. */
export interface PastState<State> {
  readonly state: State;
  readonly recordedAt: Instant;
  readonly position: Position;
}

const remembered = 10_000;

/** Reads the states that an aggregate has had, the oldest first; none of one that does not exist. Each is read once. */
export const createPastStates = <State, Command, Event extends DomainEvent>(
  { category, initial, evolve, isEvent }: Aggregate<State, Command, Event>,
  readStream: ReadStream,
): ((id: string) => Promise<readonly PastState<State>[]>) => {
  const known = new LRUCache<string, Promise<readonly PastState<State>[]>>({ max: remembered });

  const read = async (id: string): Promise<readonly PastState<State>[]> => {
    let state = initial;
    return (await readStream(streamName(category, id), firstRevision)).flatMap((event) => {
      if (!isEvent(event)) return [];
      state = evolve(state, event);
      return [{ state, recordedAt: event.recordedAt, position: event.position }];
    });
  };

  return (id) => {
    const reading = known.get(id);
    if (reading !== undefined) return reading;
    const fresh = read(id).catch((error: unknown) => {
      known.delete(id);
      throw error;
    });
    known.set(id, fresh);
    return fresh;
  };
};

/** The state at an instant, if there was one. */
export const stateAt = <State>(states: readonly PastState<State>[], at: Instant): State | undefined =>
  states.findLast(({ recordedAt }) => recordedAt <= at)?.state;
