import * as t from 'io-ts';
import { closed } from '../../domain/codecs/struct.js';
import { Tag } from '../../domain/codecs/values.js';
import { defineAction } from '../action.js';

const settings = closed('RemoveTagSettings', { type: t.literal('remove-tag'), tag: Tag });

export const removeTag = defineAction<t.TypeOf<typeof settings>>({
  type: 'remove-tag',
  label: 'Remove a tag',
  settings,
  sentence: ({ tag }) => `remove the tag “${tag}”`,
  run: ({ tag }) => ({ kind: 'change', command: { type: 'RemoveTag', tag }, result: { tag } }),
});
