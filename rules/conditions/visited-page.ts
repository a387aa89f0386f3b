import * as t from 'io-ts';
import { checked } from '../../domain/codecs/checked.js';
import { PageId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { onePage } from '../../domain/funnel/one-page.js';
import { UrlPattern } from '../../domain/funnel/url-pattern.js';
import type { Happened } from '../../domain/lead/happened.js';
import { defineCondition } from '../condition.js';
import { nobody } from '../filter.js';
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
import { whichUrl } from '../which-url.js';

const settings = checked(
  closed(
    'VisitedPage',
    { type: t.literal('visited-page') },
    { pageId: PageId, url: UrlPattern, ...howOften },
  ),
  (page) => onePage(page) ?? tooOften(page),
);
type Settings = t.TypeOf<typeof settings>;

const which = ({ pageId, url }: Settings): Which<Happened['pages'][number]> => {
  const list = {
    path: 'lead.happened.pages',
    tallies: ({ happened }: { readonly happened: Happened }) => happened.pages,
  };
  if (url !== undefined) {
    const { fits, match, expression } = whichUrl(url);
    return { ...list, fits: (page) => page.url !== undefined && fits(page.url), match, expression };
  }
  if (pageId === undefined) return { ...list, fits: () => false, match: nobody, expression: false };
  return {
    ...list,
    fits: (page) => page.pageId === pageId,
    match: { pageId: { $eq: pageId } },
    expression: { $eq: ['$$one.pageId', { $literal: pageId }] },
  };
};

/** Visited a page, named by its id or by a pattern of its URL (so often, within so long). */
export const visitedPage = defineCondition<Settings>({
  type: 'visited-page',
  label: 'Visited page',
  settings,
  fact: (condition, facts) => timesHappened(which(condition), condition, facts),
  rule: oftenRule,
  filter: (condition, circumstances) => oftenFilter(which(condition), condition, circumstances),
  changes: (condition, facts) => oftenChanges(which(condition), condition, facts),
  sentence: (condition) =>
    `visited the page “${condition.pageId ?? condition.url ?? ''}”${oftenWords(condition)}`,
  form: [
    { name: 'pageId', label: 'Page', control: 'text' },
    { name: 'url', label: 'or its address', control: 'url-pattern' },
    withinField,
    atLeastField,
  ],
});
