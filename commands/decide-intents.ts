import { type Aggregate, streamName } from '../domain/aggregates.js';
import { decodeOrThrow } from '../domain/codecs/decode.js';
import { Position, Revision } from '../domain/codecs/numbers.js';
import type { DomainEvent, Metadata, Recorded } from '../domain/event.js';
import type { Cause, Clock, NewId } from './event-log.js';

/** A state and the revision of the last event in it; none when the stream does not exist. */
export interface Loaded<State> {
  readonly state: State;
  readonly revision: Revision | undefined;
}

/** A command, and who wants it and why. */
export interface Intent<Command> {
  readonly command: Command;
  readonly cause: Cause;
}

const start = decodeOrThrow(Position, 0);

const toMetadata = (
  { actor, correlationId, causationId, occurredAt, sourceEventId, lineage }: Cause,
  clock: Clock,
): Metadata => ({
  actor,
  correlationId,
  causationId,
  occurredAt: occurredAt ?? clock(),
  ...(sourceEventId === undefined ? {} : { sourceEventId }),
  ...(lineage === undefined ? {} : { lineage }),
});

/**
 * Decides intents one after the other, each on the state that those before it leave. Gives the events of each intent, as
 * they will be recorded but for their position, and the state after all of them.
 * @throws DomainError when a command is refused
 */
export const createDecideIntents =
  <State, Command, Event extends DomainEvent>(
    { category, decide, evolve }: Pick<Aggregate<State, Command, Event>, 'category' | 'decide' | 'evolve'>,
    { clock, newId }: { readonly clock: Clock; readonly newId: NewId },
  ) =>
  (id: string, loaded: Loaded<State>, intents: readonly Intent<Command>[]) => {
    let { state, revision } = loaded;
    const now = clock();
    const events = intents.map(({ command, cause }) => {
      const metadata = toMetadata(cause, clock);
      return decide(command, state, { now }).map((event) => {
        revision = decodeOrThrow(Revision, revision === undefined ? 0 : revision + 1);
        const recorded: Recorded<Event> = {
          ...event,
          eventId: newId(),
          stream: streamName(category, id),
          revision,
          position: start,
          recordedAt: now,
          metadata,
        };
        state = evolve(state, recorded);
        return recorded;
      });
    });
    return { state, revision, events };
  };
