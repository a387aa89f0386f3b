import { FunnelId } from '../../domain/codecs/ids.js';
import { Funnel } from '../../domain/funnel/funnel.js';
import type { ApiPorts } from '../ports.js';
import type { Route } from '../route.js';
import { versionedRoutes } from './versioned.js';

/** Funnels: the pages and forms that lead to one thing. */
export const funnelRoutes = ({ commands, queries, newId }: ApiPorts): readonly Route[] =>
  versionedRoutes({
    name: 'Funnel',
    noun: 'funnel',
    path: '/v1/funnels',
    idName: 'funnelId',
    id: FunnelId,
    content: Funnel,
    example: {
      name: 'Webinars',
      pages: [{ url: 'example.com/webinars/*' }, { pageId: 'webinar-thanks' }],
      formIds: ['webinar-signup'],
    },
    manage: commands.manageFunnels,
    page: queries.funnels,
    newId,
  });
