import { ListId } from '../../domain/codecs/ids.js';
import { ListDetails } from '../../domain/list/list.js';
import type { ApiPorts } from '../ports.js';
import type { Route } from '../route.js';
import { versionedRoutes } from './versioned.js';

/** Broadcast lists. */
export const listRoutes = ({ commands, queries, newId }: ApiPorts): readonly Route[] =>
  versionedRoutes({
    name: 'List',
    noun: 'broadcast list',
    path: '/v1/lists',
    idName: 'listId',
    id: ListId,
    content: ListDetails,
    example: { name: 'Newsletter', description: 'Once a month' },
    manage: commands.manageLists,
    page: queries.lists,
    newId,
  });
