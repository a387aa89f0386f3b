import type { ApiPorts } from '../ports.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';
import { ndjson, StreamedText, StreamedType } from '../streamed.js';

const ArchiveFile = new StreamedType('ArchiveFile', ndjson);

/** What `leadline backup` and `leadline export` take. */
export const archiveRoutes = ({ archive }: Pick<ApiPorts, 'archive'>): readonly Route[] => [
  defineRoute({
    id: 'getArchive',
    method: 'GET',
    path: '/v1/archive',
    summary: 'All that cannot be made anew, as of one moment, in lines of JSON; whole only with its footer',
    access: [],
    params: nothing,
    query: nothing,
    body: nothing,
    responses: { 200: ArchiveFile },
    handle: async () => reply(200, new StreamedText('leadline.ndjson', archive(), ndjson)),
  }),
];
