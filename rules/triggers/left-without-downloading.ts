import * as t from 'io-ts';
import { checked } from '../../domain/codecs/checked.js';
import { FileId, PageId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { Duration } from '../../domain/codecs/time.js';
import { atMostOnePage } from '../../domain/funnel/one-page.js';
import { UrlPattern } from '../../domain/funnel/url-pattern.js';
import { endStay, type StayRules, visit } from '../absence.js';
import { defineWatch } from '../define-watch.js';
import { timesOf, visitsOf, whichPage } from '../page-stay.js';

const settings = checked(
  closed(
    'LeftWithoutDownloadingTrigger',
    { type: t.literal('left-without-downloading'), after: Duration },
    { pageId: PageId, url: UrlPattern, fileId: FileId },
  ),
  atMostOnePage,
);

/** The lead visited a page (this page), and downloaded no file (not this file) until a while after the last visit. */
export const leftWithoutDownloading = defineWatch<t.TypeOf<typeof settings>, 'PageVisited'>({
  type: 'left-without-downloading',
  label: 'Left without downloading',
  settings,
  eventTypes: ['PageVisited'],
  subjectsOf: ({ data }) => [data.pageId],
  waitsFor: ({ pageId }) => (pageId === undefined ? [] : [pageId]),
  read: (trigger) => {
    const { after, fileId } = trigger;
    const fits = whichPage(trigger);
    const rules: StayRules = {
      after,
      visits: ({ happened }) => visitsOf(happened, fits),
      isDone: ({ happened }, from, to) =>
        timesOf(happened.downloads, (file) => fileId === undefined || file.fileId === fileId).some(
          (at) => from <= at && at <= to,
        ),
    };
    return {
      fits: ({ data }) => fits(data),
      onEvent: (event, sight) => visit(rules, event, sight),
      onDue: (open, sight) => endStay(rules, open, sight),
    };
  },
});
