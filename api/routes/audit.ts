import * as t from 'io-ts';
import { integer } from '../../domain/codecs/numbers.js';
import { open } from '../../domain/codecs/struct.js';
import { oneOf } from '../../domain/codecs/text.js';
import { Instant } from '../../domain/codecs/time.js';
import { auditors } from '../access.js';
import { PageQuery, pageOf, showPage, toPage } from '../codecs.js';
import type { ApiPorts } from '../ports.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';

const UnknownReference = open('UnknownReference', {
  kind: oneOf('ReferenceKind', ['flow', 'product']),
  id: t.string,
  count: integer('TimesNamed', { min: 1, max: Number.MAX_SAFE_INTEGER }),
  firstAt: Instant,
  lastAt: Instant,
  lastLeadId: t.string,
});

export const auditRoutes = ({ queries }: ApiPorts): readonly Route[] => [
  defineRoute({
    id: 'listUnknownReferences',
    method: 'GET',
    path: '/v1/audit/unknown-references',
    summary: 'Products and flows that events name and the catalogue does not have',
    access: auditors,
    params: nothing,
    query: PageQuery,
    body: nothing,
    responses: { 200: pageOf('UnknownReferencePage', UnknownReference) },
    handle: async ({ query }) =>
      reply(
        200,
        showPage(
          await queries.unknownReferences(toPage(query)),
          ({ kind, id, count, firstAt, lastAt, lastLeadId }) => ({
            kind,
            id,
            count,
            firstAt,
            lastAt,
            lastLeadId,
          }),
        ),
      ),
  }),
];
