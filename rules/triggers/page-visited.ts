import { PageId } from '../../domain/codecs/ids.js';
import { defineTrigger } from '../trigger.js';

/** The lead visited a page (this page). */
export const pageVisited = defineTrigger({
  type: 'page-visited',
  label: 'Page visited',
  required: {},
  optional: { pageId: PageId },
  eventTypes: ['PageVisited'],
  subjects: { pageId: ({ data }) => [data.pageId] },
});
