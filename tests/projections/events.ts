import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { Position } from '../../domain/codecs/numbers.js';
import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';
import { createProject } from '../../projections/project.js';
import type { Document, ReadModel } from '../../projections/read-model.js';
import { createInMemoryDocuments } from '../support/in-memory-documents.js';
import { neverPark } from '../support/park.js';
import { type Given, recordAll } from '../support/recorded.js';

export type Batch = readonly Recorded<AnyEvent>[];

/** Events as the log would give them back, in the streams that are named. */
export const inLog = (...events: readonly (readonly [stream: string, event: Given<AnyEvent>])[]): Batch => {
  const recorded = recordAll<AnyEvent>(events.map(([, event]) => event));
  const revisions = new Map<string, number>();
  return recorded.map((event, index) => {
    const stream = events[index]?.[0] ?? '';
    const revision = revisions.get(stream) ?? 0;
    revisions.set(stream, revision + 1);
    return JSON.parse(JSON.stringify({ ...event, stream, revision }));
  });
};

/** An event that a newer version wrote: this one does not know its type. */
export const unheard = (stream: string, at: number, data: object = {}): Batch => {
  const [event] = recordAll([{ type: 'Unheard', data }], at);
  return [JSON.parse(JSON.stringify({ ...event, stream, position: decodeOrThrow(Position, at * 10) }))];
};

/** One read model over documents in memory. */
export const over = <Doc extends Document>(model: ReadModel<Doc>) => {
  const documents = createInMemoryDocuments<Doc>();
  return { ...documents, project: createProject(model, documents, (error) => neverPark(error, {})) };
};
