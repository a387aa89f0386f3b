import type * as t from 'io-ts';
import { ListId } from '../codecs/ids.js';
import { closed } from '../codecs/struct.js';
import { line } from '../codecs/text.js';
import { Name } from '../codecs/values.js';
import { defineVersioned, type VersionedEvent } from '../versioned.js';

/** A broadcast list: who is on it, the leads themselves say. */
export const ListDetails = closed('ListDetails', { name: Name }, { description: line('Description', 1000) });
export type ListDetails = t.TypeOf<typeof ListDetails>;

export const lists = defineVersioned('List', 'list', ListId, ListDetails);
export type ListEvent = VersionedEvent<typeof lists>;
