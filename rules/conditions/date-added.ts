import * as t from 'io-ts';
import { taggedUnion } from '../../domain/codecs/tagged-union.js';
import { defineCondition } from '../condition.js';
import {
  dateRuleFields,
  dateRules,
  isThen,
  thenChanges,
  thenClaims,
  thenFilter,
  thenWords,
} from '../date-rule.js';

const settings = taggedUnion('DateAdded', dateRules({ type: t.literal('date-added') }, {}), 'op');

/** When the lead was first heard of. */
export const dateAdded = defineCondition<t.TypeOf<typeof settings>>({
  type: 'date-added',
  label: 'Date added',
  settings,
  fact: (condition, facts) => isThen(condition, facts.lead.registeredAt, facts),
  rule: () => ({ operator: 'equal', value: true }),
  filter: (condition, circumstances) => ({ 'lead.registeredAt': thenFilter(condition, circumstances) }),
  found: (_condition, { lead }) => lead.registeredAt,
  changes: (condition, { lead, timeZone }) => thenChanges(condition, lead.registeredAt, timeZone),
  sentence: (condition) => `was added ${thenWords(condition)}`,
  claims: (condition) => thenClaims(condition, 'the first event'),
  form: dateRuleFields('Added'),
});
