import * as t from 'io-ts';
import { FunnelId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import type { Funnel } from '../../domain/funnel/funnel.js';
import { createUrlTest, urlMatcher } from '../../domain/funnel/url-pattern.js';
import type { Happened } from '../../domain/lead/happened.js';
import { defineCondition } from '../condition.js';
import { type Filter, nobody } from '../filter.js';

const settings = closed('InsideFunnel', { type: t.literal('inside-funnel'), funnelId: FunnelId });

type Page = Happened['pages'][number];

const isPageOf = ({ pages }: Funnel): ((page: Page) => boolean) => {
  const ids: ReadonlySet<unknown> = new Set(pages.flatMap(({ pageId }) => pageId ?? []));
  const tests = pages.flatMap(({ url }) => (url === undefined ? [] : [createUrlTest(url)]));
  return ({ pageId, url }) =>
    (pageId !== undefined && ids.has(pageId)) || (url !== undefined && tests.some((test) => test(url)));
};

const wasInside = (funnel: Funnel, { pages, pagesActedOn, forms }: Happened): boolean => {
  const isPage = isPageOf(funnel);
  return (
    pages.some(isPage) ||
    pagesActedOn.some(isPage) ||
    forms.some(({ formId }) => funnel.formIds?.includes(formId) ?? false)
  );
};

/** One branch for all pages that are named by their ids, one for all plain URLs, and one for each pattern. */
const pagesFilter = (list: string, { pages }: Funnel): readonly Filter[] => {
  const ids = pages.flatMap(({ pageId }) => pageId ?? []);
  const matchers = pages.flatMap(({ url }) => (url === undefined ? [] : [urlMatcher(url)]));
  const urls = matchers.flatMap((matcher) => (matcher.kind === 'exactly' ? [matcher.url] : []));
  return [
    ...(ids.length === 0 ? [] : [{ [`${list}.pageId`]: { $in: ids } }]),
    ...(urls.length === 0 ? [] : [{ [`${list}.url`]: { $in: urls } }]),
    ...matchers.flatMap((matcher) =>
      matcher.kind === 'matching' ? [{ [`${list}.url`]: { $regex: matcher.expression, $options: 's' } }] : [],
    ),
  ];
};

/** Came to a page of the funnel, did something there, or sent one of its forms. */
export const insideFunnel = defineCondition<t.TypeOf<typeof settings>>({
  type: 'inside-funnel',
  label: 'Inside funnel',
  settings,
  fact: ({ funnelId }, { lead, funnels }) => {
    const funnel = funnels.get(funnelId);
    return funnel !== undefined && wasInside(funnel, lead.happened);
  },
  rule: () => ({ operator: 'equal', value: true }),
  filter: ({ funnelId }, { funnels }) => {
    const funnel = funnels.get(funnelId);
    if (funnel === undefined) return nobody;
    const formIds = funnel.formIds ?? [];
    return {
      $or: [
        ...pagesFilter('lead.happened.pages', funnel),
        ...pagesFilter('lead.happened.pagesActedOn', funnel),
        ...(formIds.length === 0 ? [] : [{ 'lead.happened.forms.formId': { $in: formIds } }]),
      ],
    };
  },
  sentence: ({ funnelId }) => `was inside the funnel “${funnelId}”`,
  references: ({ funnelId }) => [{ kind: 'funnel', id: funnelId, path: 'funnelId' }],
  form: [{ name: 'funnelId', label: 'Funnel', control: 'reference', to: 'funnel', required: true }],
});
