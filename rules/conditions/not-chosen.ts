import * as t from 'io-ts';
import { closed } from '../../domain/codecs/struct.js';
import { defineCondition } from '../condition.js';
import { nobody } from '../filter.js';

const settings = closed('NotChosen', { type: t.literal('not-chosen') });

/** A place for a condition in an unfinished flow. A draft may hold it; nothing that is to work may. */
export const notChosen = defineCondition<t.TypeOf<typeof settings>>({
  type: 'not-chosen',
  label: 'Not chosen',
  settings,
  fact: () => false,
  rule: () => ({ operator: 'equal', value: true }),
  filter: () => nobody,
  sentence: () => 'a condition that is not chosen yet',
  form: [],
  placeholder: true,
});
