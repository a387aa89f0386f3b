import * as t from 'io-ts';
import { taggedUnion } from '../../domain/codecs/tagged-union.js';
import { type ConditionType, defineCondition } from '../condition.js';
import {
  dateRuleFields,
  dateRules,
  isThen,
  thenChanges,
  thenClaims,
  thenFilter,
  thenWords,
} from '../date-rule.js';

const lastActive = (type: 'tj-last-active' | 'tj-last-activity', label: string): ConditionType => {
  const settings = taggedUnion(label, dateRules({ type: t.literal(type) }, {}), 'op');
  return defineCondition<t.TypeOf<typeof settings>>({
    type,
    label,
    settings,
    fact: (condition, facts) => isThen(condition, facts.lead.happened.trainingJetActiveAt, facts),
    rule: () => ({ operator: 'equal', value: true }),
    filter: (condition, circumstances) => ({
      'lead.happened.trainingJetActiveAt': thenFilter(condition, circumstances),
    }),
    found: (_condition, { lead }) => lead.happened.trainingJetActiveAt ?? null,
    changes: (condition, { lead, timeZone }) =>
      thenChanges(condition, lead.happened.trainingJetActiveAt, timeZone),
    sentence: (condition) => `was last active on Training Jet ${thenWords(condition)}`,
    claims: (condition) => thenClaims(condition, 'the last activity on Training Jet'),
    form: dateRuleFields('Last active'),
  });
};

/** When the lead last did something on Training Jet. */
export const tjLastActive = lastActive('tj-last-active', 'Training Jet: last active');

/** The same under the other name that it is known by. */
export const tjLastActivity = lastActive('tj-last-activity', 'Training Jet: last activity');
