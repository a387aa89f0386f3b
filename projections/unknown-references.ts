import { idInStream } from '../domain/aggregates.js';
import type { Instant } from '../domain/codecs/time.js';
import type { Document, ReadModel } from './read-model.js';

/** A product or flow that activities name and the catalogue does not have: how often, since when, and by whom last. */
export interface UnknownReferenceDocument extends Document {
  readonly kind: 'flow' | 'product';
  readonly id: string;
  readonly count: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly lastLeadId: string;
}

export const unknownReferences: ReadModel<UnknownReferenceDocument> = {
  name: 'unknown_references',
  version: 1,
  indexes: [{ lastAt: -1 }],
  key: (event) =>
    event.type === 'UnknownReferenceReported' ? `${event.data.kind} ${event.data.id}` : undefined,
  evolve: (doc, event) => {
    if (event.type !== 'UnknownReferenceReported') return doc;
    const { kind, id } = event.data;
    return {
      _id: `${kind} ${id}`,
      position: event.position,
      kind,
      id,
      count: (doc?.count ?? 0) + 1,
      firstAt: doc?.firstAt ?? event.recordedAt,
      lastAt: event.recordedAt,
      lastLeadId: idInStream('lead', event.stream) ?? '',
    };
  },
};
