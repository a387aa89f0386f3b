import { aggregates, idInStream } from '../domain/aggregates.js';
import type { ConnectionId } from '../domain/codecs/ids.js';
import type { ConnectionSettings } from '../domain/connection/settings.js';
import type { Document, ReadModel } from './read-model.js';

/** A stored connection. Of its secrets only the names: not even what is sealed belongs here. */
export interface ConnectionDocument extends Document {
  readonly connectionId: ConnectionId;
  readonly version: number;
  readonly settings: ConnectionSettings;
  readonly secrets: readonly string[];
  readonly isRemoved: boolean;
}

const { connection } = aggregates;

/** Every stored connection. */
export const connections: ReadModel<ConnectionDocument> = {
  name: 'connections',
  version: 1,
  indexes: [{ isRemoved: 1, _id: 1 }],
  key: (event) => idInStream(connection.category, event.stream),
  evolve: (doc, event) => {
    if (!connection.isEvent(event)) return doc;
    const { position, revision } = event;
    const version = revision + 1;
    if (event.type === 'ConnectionRemoved')
      return doc === undefined ? doc : { ...doc, position, version, secrets: [], isRemoved: true };
    const { connectionId, settings, sealed } = event.data;
    const secrets = Object.keys(sealed).sort();
    return { _id: connectionId, position, connectionId, version, settings, secrets, isRemoved: false };
  },
};
