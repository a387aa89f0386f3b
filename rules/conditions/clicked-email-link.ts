import * as t from 'io-ts';
import { checked } from '../../domain/codecs/checked.js';
import { closed } from '../../domain/codecs/struct.js';
import { UrlPattern } from '../../domain/funnel/url-pattern.js';
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
import { whichUrl } from '../which-url.js';

const settings = checked(
  closed(
    'ClickedEmailLink',
    { type: t.literal('clicked-email-link') },
    { ...whichEmailSettings, url: UrlPattern, ...howOften },
  ),
  tooOften,
);
type Settings = t.TypeOf<typeof settings>;

const which = (condition: Settings): Which<Happened['clicks'][number]> => {
  const email = whichEmail(condition);
  const link = condition.url === undefined ? undefined : whichUrl(condition.url);
  return {
    path: 'lead.happened.clicks',
    tallies: ({ happened }) => happened.clicks,
    fits: (click) => email.fits(click) && (link?.fits(click.url) ?? true),
    match: { ...email.match, ...link?.match },
    expression: { $and: [...email.expressions, ...(link === undefined ? [] : [link.expression])] },
  };
};

/** Clicked a link (one that matches the pattern) in an e-mail (made from this template). */
export const clickedEmailLink = defineCondition<Settings>({
  type: 'clicked-email-link',
  label: 'Clicked e-mail link',
  settings,
  fact: (condition, facts) => timesHappened(which(condition), condition, facts),
  rule: oftenRule,
  filter: (condition, circumstances) => oftenFilter(which(condition), condition, circumstances),
  changes: (condition, facts) => oftenChanges(which(condition), condition, facts),
  sentence: (condition) =>
    `clicked ${condition.url === undefined ? 'a link' : `the link “${condition.url}”`} in ${emailWords(condition)}${oftenWords(condition)}`,
  references: emailReferences,
  form: [
    emailField,
    { name: 'url', label: 'Link', control: 'url-pattern' },
    withinField,
    atLeastField,
    machineField,
  ],
});
