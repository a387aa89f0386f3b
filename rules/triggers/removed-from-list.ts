import { ListId } from '../../domain/codecs/ids.js';
import { defineTrigger } from '../trigger.js';

/** The lead was taken off a broadcast list (this list). */
export const removedFromList = defineTrigger({
  type: 'removed-from-list',
  label: 'Removed from broadcast list',
  required: {},
  optional: { listId: ListId },
  eventTypes: ['RemovedFromList'],
  subjects: { listId: ({ data }) => [data.listId] },
});
