import { Tag } from '../../domain/codecs/values.js';
import { defineTrigger } from '../trigger.js';

/** A tag (this tag) was taken off the lead. */
export const tagRemoved = defineTrigger({
  type: 'tag-removed',
  label: 'Tag removed',
  required: {},
  optional: { tag: Tag },
  eventTypes: ['TagRemoved'],
  subjects: { tag: ({ data }) => [data.tag] },
});
