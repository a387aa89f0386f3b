import * as t from 'io-ts';
import { PageId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { defineTrigger } from '../trigger.js';

const settings = closed('PageVisitedTrigger', { type: t.literal('page-visited') }, { pageId: PageId });

/** The lead visited a page (this page). */
export const pageVisited = defineTrigger<t.TypeOf<typeof settings>, 'PageVisited'>({
  type: 'page-visited',
  label: 'Page visited',
  settings,
  eventType: 'PageVisited',
  subject: ({ pageId }) => pageId,
  subjects: ({ data }) => (data.pageId === undefined ? [] : [data.pageId]),
});
