import { PageId } from '../../domain/codecs/ids.js';
import { defineTrigger } from '../trigger.js';

/** The lead came to a thank-you page (this page). */
export const thankYouPageVisited = defineTrigger({
  type: 'thank-you-page-visited',
  label: 'Thank-you page visited',
  required: {},
  optional: { pageId: PageId },
  eventTypes: ['ThankYouPageVisited'],
  subjects: { pageId: ({ data }) => [data.pageId] },
});
