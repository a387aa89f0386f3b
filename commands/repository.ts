import { LRUCache } from 'lru-cache';
import { type Aggregate, streamName } from '../domain/aggregates.js';
import { decodeOrThrow } from '../domain/codecs/decode.js';
import { type Position, Revision } from '../domain/codecs/numbers.js';
import { fold } from '../domain/decider.js';
import { DomainError, type Fault } from '../domain/errors.js';
import type { DomainEvent, Recorded } from '../domain/event.js';
import { decodeEvent, isReadable } from '../domain/events.js';
import { createDecideIntents, type Intent, type Loaded } from './decide-intents.js';
import type { Append, Clock, EventToAppend, NewId, ReadStream } from './event-log.js';
import { createOneAtATime } from './one-at-a-time.js';

export interface Executed<State, Event extends DomainEvent> extends Loaded<State> {
  /** The events of each intent, in their order; none where a command changed nothing. */
  readonly events: readonly (readonly Recorded<Event>[])[];
  /** Where the last event stands in the log; none when nothing was appended. */
  readonly position: Position | undefined;
}

export type { Intent, Loaded } from './decide-intents.js';

/** Loads and changes the aggregates of one category. */
export interface Repository<State, Command, Event extends DomainEvent> {
  readonly load: (id: string) => Promise<Loaded<State>>;
  /** Spares the read of a stream that probably does not exist: where it does, the append says so, and it is read then. */
  readonly assumeNew: (id: string) => void;
  /**
   * Decides the intents one after the other on the current state and appends all their events at once.
   * @throws DomainError when a command is refused, or `conflict` when others keep changing the stream
   */
  readonly execute: (id: string, intents: readonly Intent<Command>[]) => Promise<Executed<State, Event>>;
  /** As `execute`, but only if the stream is still at that revision; `undefined` if it has moved on. */
  readonly executeAt: (
    id: string,
    revision: Revision | undefined,
    intents: readonly Intent<Command>[],
  ) => Promise<Executed<State, Event> | undefined>;
}

export interface RepositoryPorts<State> {
  readonly readStream: ReadStream;
  readonly append: Append;
  readonly clock: Clock;
  readonly newId: NewId;
  /** An earlier state to begin from, so that a long stream is not read whole. */
  readonly snapshot?: (id: string) => Promise<Loaded<State> | undefined>;
}

const maxTries = 5;
const cachedStates = 20_000;

const newest = <State>(cached: Loaded<State> | undefined, read: Loaded<State>): Loaded<State> =>
  cached !== undefined && (cached.revision ?? -1) >= (read.revision ?? -1) ? cached : read;

const faultsIn = ({ type, data }: DomainEvent): readonly Fault[] => {
  if (isReadable({ type, data })) return [];
  const decoded = decodeEvent({ type, data });
  if (decoded === undefined) return [{ path: type, message: 'is not a known type of event' }];
  return decoded.ok ? [] : decoded.faults;
};

export const createRepository = <State, Command, Event extends DomainEvent>(
  aggregate: Aggregate<State, Command, Event>,
  { readStream, append, clock, newId, snapshot }: RepositoryPorts<State>,
): Repository<State, Command, Event> => {
  const cache = new LRUCache<string, Loaded<State>>({ max: cachedStates });
  const oneAtATime = createOneAtATime();

  const readState = async (id: string): Promise<Loaded<State>> => {
    const before = (await snapshot?.(id)) ?? { state: aggregate.initial, revision: undefined };
    const next = decodeOrThrow(Revision, before.revision === undefined ? 0 : before.revision + 1);
    const events = await readStream(streamName(aggregate.category, id), next);
    return {
      state: fold(
        aggregate.evolve,
        before.state,
        events.flatMap((event) => (aggregate.isEvent(event) ? [event] : [])),
      ),
      revision: events.at(-1)?.revision ?? before.revision,
    };
  };

  const load = async (id: string): Promise<Loaded<State>> => {
    const known = cache.get(id);
    if (known !== undefined) return known;
    const read = await readState(id);
    // Whoever appended during the read has left something newer.
    const loaded = newest(cache.get(id), read);
    cache.set(id, loaded);
    return loaded;
  };

  const decideAll = createDecideIntents(aggregate, { clock, newId });

  const toAppend = ({ eventId, type, data, metadata }: Recorded<Event>): EventToAppend => ({
    eventId,
    event: { type, data },
    metadata,
  });

  /** One try; `undefined` when somebody else has appended meanwhile. */
  const tryOnce = async (
    id: string,
    loaded: Loaded<State>,
    intents: readonly Intent<Command>[],
  ): Promise<Executed<State, Event> | undefined> => {
    const { state, revision, events } = decideAll(id, loaded, intents);
    const all = events.flat();
    if (all.length === 0) return { state, revision, events, position: undefined };
    // A stream with an event that cannot be read is lost to everybody: it must not get there.
    const faults = all.flatMap(faultsIn);
    if (faults.length > 0) throw DomainError.invalid(faults);
    const appended = await append(streamName(aggregate.category, id), loaded.revision, all.map(toAppend));
    if (appended.kind === 'too-large')
      throw DomainError.invalid([{ path: '', message: 'is too large: at most 1 MiB is stored at once' }]);
    if (appended.kind === 'conflict') {
      cache.delete(id);
      return undefined;
    }
    cache.set(id, { state, revision });
    const { position } = appended;
    return {
      state,
      revision,
      position,
      events: events.map((some) => some.map((one) => ({ ...one, position }))),
    };
  };

  const execute = async (
    id: string,
    intents: readonly Intent<Command>[],
  ): Promise<Executed<State, Event>> => {
    for (let attempt = 1; attempt <= maxTries; attempt += 1) {
      const executed = await tryOnce(id, await load(id), intents);
      if (executed !== undefined) return executed;
    }
    throw DomainError.conflict(
      `The ${aggregate.category} is being changed by others at the same time; try again.`,
    );
  };

  const inTurn = <A>(id: string, task: () => Promise<A>): Promise<A> =>
    oneAtATime(id, () =>
      task().catch((error: unknown) => {
        // After a failed append nobody knows whether it happened: the next command reads the stream anew.
        if (!(error instanceof DomainError)) cache.delete(id);
        throw error;
      }),
    );

  return {
    load,
    assumeNew: (id) => {
      if (!cache.has(id)) cache.set(id, { state: aggregate.initial, revision: undefined });
    },
    execute: (id, intents) => inTurn(id, () => execute(id, intents)),
    executeAt: (id, revision, intents) =>
      inTurn(id, async () => {
        const loaded = await load(id);
        return loaded.revision === revision ? tryOnce(id, loaded, intents) : undefined;
      }),
  };
};
