import * as t from 'io-ts';
import { closed } from '../../domain/codecs/struct.js';
import { Tag } from '../../domain/codecs/values.js';
import { defineTrigger } from '../trigger.js';

const settings = closed('TagAddedTrigger', { type: t.literal('tag-added') }, { tag: Tag });

/** A tag (this tag) was attached to the lead. */
export const tagAdded = defineTrigger<t.TypeOf<typeof settings>, 'TagAdded'>({
  type: 'tag-added',
  label: 'Tag added',
  settings,
  eventType: 'TagAdded',
  subject: ({ tag }) => tag,
  subjects: ({ data }) => [data.tag],
});
