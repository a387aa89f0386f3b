import * as t from 'io-ts';
import { closed } from '../../domain/codecs/struct.js';
import { defineCondition } from '../condition.js';

const settings = closed('TjHasAccount', { type: t.literal('tj-has-account') });

/** Has an account on Training Jet: anything was heard of it there. */
export const tjHasAccount = defineCondition<t.TypeOf<typeof settings>>({
  type: 'tj-has-account',
  label: 'Training Jet: has account',
  settings,
  fact: (_settings, { lead }) => lead.happened.hasTrainingJetAccount,
  rule: () => ({ operator: 'equal', value: true }),
  filter: () => ({ 'lead.happened.hasTrainingJetAccount': { $eq: true } }),
  sentence: () => 'has a Training Jet account',
  form: [],
});
