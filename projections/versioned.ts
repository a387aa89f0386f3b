import { type Aggregate, idInStream } from '../domain/aggregates.js';
import type { DomainEvent } from '../domain/event.js';
import type { Versioned, VersionedCommand } from '../domain/versioned.js';
import type { Document, ReadModel } from './read-model.js';

/** The latest version of a thing: many of them would not fit one document. */
export interface VersionedDocument<Id, Content> extends Document {
  readonly id: Id;
  readonly version: number;
  readonly content: Content;
}

interface VersionEvent<Id, Content> extends DomainEvent {
  readonly data: { readonly id: Id; readonly content: Content };
}

/** The read model of one kind of things that `defineVersioned` describes. */
export const versionedReadModel = <Id extends string, Content, Event extends VersionEvent<Id, Content>>(
  name: string,
  { category, isEvent }: Aggregate<Versioned<Id, Content>, VersionedCommand<Id, Content>, Event>,
): ReadModel<VersionedDocument<Id, Content>> => ({
  name,
  version: 1,
  indexes: [],
  key: (event) => idInStream(category, event.stream),
  evolve: (doc, event) => {
    if (!isEvent(event)) return doc;
    const { id, content } = event.data;
    return { _id: id, position: event.position, id, version: (doc?.version ?? 0) + 1, content };
  },
});
