import type { Duration, Instant, TimeZone } from '../domain/codecs/time.js';
import { createUrlTest, type UrlPattern } from '../domain/funnel/url-pattern.js';
import type { Happened } from '../domain/lead/happened.js';
import { normaliseUrl } from '../domain/lead/page-url.js';
import { plus } from './calendar.js';

interface Place {
  readonly url?: string;
  readonly pageId?: string;
}

/** Which pages are meant: the one with an id, or those whose URL matches a pattern; all where neither is given. */
export const whichPage = ({
  pageId,
  url,
}: {
  readonly pageId?: string;
  readonly url?: UrlPattern;
}): ((page: Place) => boolean) => {
  if (pageId !== undefined) return (page) => page.pageId === pageId;
  if (url === undefined) return () => true;
  const test = createUrlTest(url);
  // One in a tally is normal already, and stays as it is.
  return (page) => page.url !== undefined && test(normaliseUrl(page.url));
};

/** When things happened that are tallied, the earliest first. */
export const timesOf = <Key>(
  tallies: readonly (Key & { readonly times: readonly Instant[] })[],
  fits: (key: Key) => boolean,
): readonly Instant[] => tallies.flatMap((tally) => (fits(tally) ? tally.times : [])).sort();

/** When the lead visited pages. */
export const visitsOf = ({ pages }: Happened, fits: (page: Place) => boolean): readonly Instant[] =>
  timesOf(pages, fits);

/** For how long nothing has to come, by whose calendar. */
export interface Silence {
  readonly after: Duration;
  readonly timeZone: TimeZone;
}

/**
 * When a stay is over, of which it is known that it goes on until `dueAt` unless there are more visits: each visit makes
 * it last for `after` more.
 */
export const endOfStay = (
  visits: readonly Instant[],
  dueAt: Instant,
  { after, timeZone }: Silence,
): Instant => {
  for (let end = dueAt; ; ) {
    const last = visits.findLast((visit) => visit <= end);
    const longer = last === undefined ? end : plus(last, after, timeZone);
    if (longer <= end) return end;
    end = longer;
  }
};

/** The first visit of the stay that one at `visit` belongs to. Visits until `since` belong to another. */
export const startOfStay = (
  visits: readonly Instant[],
  visit: Instant,
  { after, timeZone }: Silence,
  since: Instant | undefined,
): Instant => {
  let start = visit;
  for (const earlier of visits.filter((one) => one < visit).reverse()) {
    if ((since !== undefined && earlier <= since) || plus(earlier, after, timeZone) < start) break;
    start = earlier;
  }
  return start;
};
