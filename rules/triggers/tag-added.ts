import { Tag } from '../../domain/codecs/values.js';
import { defineTrigger } from '../trigger.js';

/** A tag (this tag) was attached to the lead. */
export const tagAdded = defineTrigger({
  type: 'tag-added',
  label: 'Tag added',
  required: {},
  optional: { tag: Tag },
  eventTypes: ['TagAdded'],
  subjects: { tag: ({ data }) => [data.tag] },
});
