import * as t from 'io-ts';
import { dictionary } from '../../domain/codecs/collections.js';
import { Json } from '../../domain/codecs/json.js';
import { open } from '../../domain/codecs/struct.js';
import { oneOf } from '../../domain/codecs/text.js';
import { unbounded } from '../codecs.js';
import type { ApiPorts } from '../ports.js';
import { RequestRefused } from '../problem.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';

const Health = open('Health', { status: oneOf('Up', ['ok']), version: t.string });
const Readiness = open('Readiness', {
  status: oneOf('Ready', ['ready']),
  checks: dictionary(t.string, t.string, unbounded.max),
});

const unauthenticatedGet = {
  method: 'GET',
  access: 'public',
  params: nothing,
  query: nothing,
  body: nothing,
} as const;

/** What operators and tools ask without a key. */
export const operationRoutes = ({ ready, version }: ApiPorts, describe: () => Json): readonly Route[] => {
  let description: Json | undefined;
  return [
    defineRoute({
      ...unauthenticatedGet,
      id: 'getHealth',
      path: '/healthz',
      summary: 'Whether the process is up',
      responses: { 200: Health },
      handle: async () => reply(200, { status: 'ok' as const, version }),
    }),
    defineRoute({
      ...unauthenticatedGet,
      id: 'getReadiness',
      path: '/readyz',
      summary: 'Whether requests can be served',
      responses: { 200: Readiness },
      problems: ['unavailable'],
      handle: async () => {
        const { ready: isReady, checks } = await ready();
        if (!isReady) throw new RequestRefused('unavailable', 'Not ready yet.', { extensions: { checks } });
        return reply(200, { status: 'ready' as const, checks });
      },
    }),
    defineRoute({
      ...unauthenticatedGet,
      id: 'getApiDescription',
      path: '/openapi.json',
      summary: 'This description',
      responses: { 200: Json },
      handle: async () => {
        description ??= describe();
        return reply(200, description);
      },
    }),
  ];
};
