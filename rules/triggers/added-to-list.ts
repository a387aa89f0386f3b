import { ListId } from '../../domain/codecs/ids.js';
import { defineTrigger } from '../trigger.js';

/** The lead was put on a broadcast list (this list). */
export const addedToList = defineTrigger({
  type: 'added-to-list',
  label: 'Added to broadcast list',
  required: {},
  optional: { listId: ListId },
  eventTypes: ['AddedToList'],
  subjects: { listId: ({ data }) => [data.listId] },
});
