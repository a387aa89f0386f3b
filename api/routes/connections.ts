import * as t from 'io-ts';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { ConnectionId } from '../../domain/codecs/ids.js';
import { closed, open } from '../../domain/codecs/struct.js';
import { oneOf } from '../../domain/codecs/text.js';
import { ConnectionKind } from '../../domain/connection/settings.js';
import { readers } from '../access.js';
import { PageQuery, pageOf, showPage, toPage } from '../codecs.js';
import { ConnectionAnswer, NewConnection, RevisedConnection, showConnection } from '../connection-codecs.js';
import { pageOfConnections } from '../connection-page.js';
import type { ApiPorts } from '../ports.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';

const ConnectionPath = closed('ConnectionPath', { connectionId: ConnectionId });
/** Tells built-in connections with the same id apart. */
const KindQuery = closed('KindQuery', {}, { kind: ConnectionKind });
const Removed = open('RemovedConnection', {
  connectionId: ConnectionId,
  status: oneOf('Removed', ['removed']),
});
/** `detail` where it is ok, `message` where it is not: what the provider said. */
const Checked = open('CheckedConnection', { ok: t.boolean }, { detail: t.string, message: t.string });

const example = {
  kind: 'smtp',
  name: 'Newsletter',
  host: 'smtp.example.com',
  port: 587,
  from: 'Ann <ann@example.com>',
  user: 'ann',
  secrets: { password: 'correct horse battery staple' },
};

/** Accounts through which messages go out. No answer has a secret in it. */
export const connectionRoutes = ({ commands, queries, newId }: ApiPorts): readonly Route[] => {
  const { manageConnections } = commands;
  return [
    defineRoute({
      id: 'createConnection',
      method: 'POST',
      path: '/v1/connections',
      summary: 'Store an account to send through; its secrets are sealed, and never shown',
      access: [],
      params: nothing,
      query: nothing,
      body: NewConnection,
      example: { connectionId: 'newsletter', ...example },
      responses: { 200: ConnectionAnswer, 201: ConnectionAnswer },
      problems: ['conflict'],
      handle: async ({ body, cause }) => {
        const { connectionId = decodeOrThrow(ConnectionId, newId()), secrets = {}, ...settings } = body;
        const edit = { connectionId, settings, secrets };
        const { shown, position } = await manageConnections.create(edit, cause);
        const extras = { position, version: shown.version, location: `/v1/connections/${connectionId}` };
        const answer = showConnection(shown);
        return position === undefined ? reply(200, answer, extras) : reply(201, answer, extras);
      },
    }),
    defineRoute({
      id: 'listConnections',
      method: 'GET',
      path: '/v1/connections',
      summary: 'All connections: the built-in ones, then those that are stored, by id',
      access: readers,
      params: nothing,
      query: PageQuery,
      body: nothing,
      responses: { 200: pageOf('ConnectionPage', ConnectionAnswer) },
      handle: async ({ query }) => {
        const page = await pageOfConnections(manageConnections.builtIn, queries.connections, toPage(query));
        return reply(200, showPage(page, showConnection));
      },
    }),
    defineRoute({
      id: 'getConnection',
      method: 'GET',
      path: '/v1/connections/:connectionId',
      summary: 'A connection',
      access: readers,
      params: ConnectionPath,
      query: KindQuery,
      body: nothing,
      responses: { 200: ConnectionAnswer },
      handle: async ({ params: { connectionId }, query: { kind } }) => {
        const shown = await manageConnections.find(connectionId, kind);
        return reply(200, showConnection(shown), { version: shown.version });
      },
    }),
    defineRoute({
      id: 'reviseConnection',
      method: 'PUT',
      path: '/v1/connections/:connectionId',
      summary: 'Change a connection; secrets that are not named stay, null removes one',
      access: [],
      params: ConnectionPath,
      query: nothing,
      body: RevisedConnection,
      example,
      responses: { 200: ConnectionAnswer },
      problems: ['not-allowed'],
      isConditional: true,
      handle: async ({ params: { connectionId }, body, cause, ifMatch }) => {
        const { secrets = {}, ...settings } = body;
        const edit = { connectionId, settings, secrets };
        const { shown, position } = await manageConnections.revise(edit, cause, ifMatch);
        return reply(200, showConnection(shown), { position, version: shown.version });
      },
    }),
    defineRoute({
      id: 'removeConnection',
      method: 'DELETE',
      path: '/v1/connections/:connectionId',
      summary: 'Remove a connection; steps that would send through it fail from then on',
      access: [],
      params: ConnectionPath,
      query: nothing,
      body: nothing,
      responses: { 200: Removed },
      problems: ['not-allowed'],
      isConditional: true,
      handle: async ({ params: { connectionId }, cause, ifMatch }) => {
        const { position } = await manageConnections.remove(connectionId, cause, ifMatch);
        return reply(200, { connectionId, status: 'removed' as const }, { position });
      },
    }),
    defineRoute({
      id: 'checkConnection',
      method: 'POST',
      path: '/v1/connections/:connectionId/check',
      summary: 'Sign in as for a message, and say what the provider answered',
      access: [],
      params: ConnectionPath,
      query: KindQuery,
      body: nothing,
      responses: { 200: Checked },
      handle: async ({ params: { connectionId }, query: { kind } }) =>
        reply(200, await manageConnections.check(connectionId, kind)),
    }),
  ];
};
