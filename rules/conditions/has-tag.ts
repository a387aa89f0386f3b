import * as t from 'io-ts';
import { closed } from '../../domain/codecs/struct.js';
import { Tag } from '../../domain/codecs/values.js';
import { defineCondition } from '../condition.js';

const settings = closed('HasTag', { type: t.literal('has-tag'), tag: Tag });

/** The tag is attached now. */
export const hasTag = defineCondition<t.TypeOf<typeof settings>>({
  type: 'has-tag',
  label: 'Has tag',
  settings,
  fact: (_settings, { lead }) => lead.tags,
  rule: ({ tag }) => ({ operator: 'contains', value: tag }),
  filter: ({ tag }) => ({ 'lead.tags': { $eq: tag } }),
  sentence: ({ tag }) => `has the tag “${tag}”`,
  form: [{ name: 'tag', label: 'Tag', control: 'text', required: true }],
});
