import * as t from 'io-ts';
import { checked } from '../../domain/codecs/checked.js';
import { PageId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { Duration } from '../../domain/codecs/time.js';
import { atMostOnePage } from '../../domain/funnel/one-page.js';
import { UrlPattern } from '../../domain/funnel/url-pattern.js';
import { departure, endStay, type StayRules, visit } from '../absence.js';
import { defineWatch } from '../define-watch.js';
import { visitsOf, whichPage } from '../page-stay.js';

const settings = checked(
  closed(
    'PageLeftTrigger',
    { type: t.literal('page-left'), after: Duration },
    { pageId: PageId, url: UrlPattern },
  ),
  atMostOnePage,
);

/** The lead visited a page (this page) and did not come to it again for a while, or the page itself said that it was left. */
export const pageLeft = defineWatch<t.TypeOf<typeof settings>, 'PageVisited' | 'PageLeft'>({
  type: 'page-left',
  label: 'Page left',
  settings,
  eventTypes: ['PageVisited', 'PageLeft'],
  subjectsOf: ({ data }) => [data.pageId],
  waitsFor: ({ pageId }) => (pageId === undefined ? [] : [pageId]),
  read: (trigger) => {
    const fits = whichPage(trigger);
    const rules: StayRules = {
      after: trigger.after,
      visits: ({ happened }) => visitsOf(happened, fits),
      isDone: () => false,
    };
    return {
      fits: ({ data }) => fits(data),
      onEvent: (event, sight) =>
        event.type === 'PageLeft' ? departure(rules, event, sight) : visit(rules, event, sight),
      onDue: (open, sight) => endStay(rules, open, sight),
    };
  },
});
