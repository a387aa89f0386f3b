import type * as t from 'io-ts';
import { checked } from '../codecs/checked.js';
import { list } from '../codecs/collections.js';
import { FormId, FunnelId, PageId } from '../codecs/ids.js';
import { closed } from '../codecs/struct.js';
import { line } from '../codecs/text.js';
import { Name } from '../codecs/values.js';
import { defineVersioned, type VersionedEvent } from '../versioned.js';
import { onePage } from './one-page.js';
import { UrlPattern } from './url-pattern.js';

/** Either the id that the site gives a page, or a pattern of its URLs. */
export const FunnelPage = checked(closed('FunnelPage', {}, { pageId: PageId, url: UrlPattern }), onePage);

/** The pages that lead to one thing, such as a webinar, and the forms on them. */
export const Funnel = closed(
  'Funnel',
  { name: Name, pages: list(FunnelPage, { min: 1, max: 200 }) },
  { formIds: list(FormId, { max: 200 }), description: line('Description', 1000) },
);
export type Funnel = t.TypeOf<typeof Funnel>;

export const funnels = defineVersioned('Funnel', 'funnel', FunnelId, Funnel);
export type FunnelEvent = VersionedEvent<typeof funnels>;
