import { aggregates } from '../domain/aggregates.js';
import type { ListId } from '../domain/codecs/ids.js';
import type { ListDetails } from '../domain/list/list.js';
import { type VersionedDocument, versionedReadModel } from './versioned.js';

export type ListDocument = VersionedDocument<ListId, ListDetails>;

/** Every broadcast list; who is on it, the documents of the leads say. */
export const lists = versionedReadModel('lists', aggregates.list);
