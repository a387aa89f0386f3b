import * as t from 'io-ts';
import { checked } from '../../domain/codecs/checked.js';
import { closed } from '../../domain/codecs/struct.js';
import type { Happened } from '../../domain/lead/happened.js';
import { defineCondition } from '../condition.js';
import { atLeastField, withinField } from '../form.js';
import {
  howOften,
  oftenChanges,
  oftenFilter,
  oftenRule,
  oftenWords,
  timesHappened,
  tooOften,
  type Which,
} from '../how-often.js';
import {
  emailField,
  emailReferences,
  emailWords,
  machineField,
  whichEmail,
  whichEmailSettings,
} from '../which-email.js';

const settings = checked(
  closed('OpenedEmail', { type: t.literal('opened-email') }, { ...whichEmailSettings, ...howOften }),
  tooOften,
);
type Settings = t.TypeOf<typeof settings>;

const which = (condition: Settings): Which<Happened['opens'][number]> => {
  const { fits, match, expressions } = whichEmail(condition);
  return {
    path: 'lead.happened.opens',
    tallies: ({ happened }) => happened.opens,
    fits,
    match,
    expression: { $and: expressions },
  };
};

/** Opened an e-mail (made from this template). Image proxies and scanners count only where that is said. */
export const openedEmail = defineCondition<Settings>({
  type: 'opened-email',
  label: 'Opened e-mail',
  settings,
  fact: (condition, facts) => timesHappened(which(condition), condition, facts),
  rule: oftenRule,
  filter: (condition, circumstances) => oftenFilter(which(condition), condition, circumstances),
  changes: (condition, facts) => oftenChanges(which(condition), condition, facts),
  sentence: (condition) => `opened ${emailWords(condition)}${oftenWords(condition)}`,
  references: emailReferences,
  form: [emailField, withinField, atLeastField, machineField],
});
