import * as t from 'io-ts';
import { closed } from '../../domain/codecs/struct.js';
import { Tag } from '../../domain/codecs/values.js';
import { defineAction } from '../action.js';

const settings = closed('AddTagSettings', { type: t.literal('add-tag'), tag: Tag });

export const addTag = defineAction<t.TypeOf<typeof settings>>({
  type: 'add-tag',
  label: 'Add a tag',
  settings,
  sentence: ({ tag }) => `add the tag “${tag}”`,
  run: ({ tag }) => ({ kind: 'change', command: { type: 'AddTag', tag }, result: { tag } }),
});
