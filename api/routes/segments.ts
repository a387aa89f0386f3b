import { endOf } from '../../commands/segments/sort-leads.js';
import { SegmentId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { DomainError } from '../../domain/errors.js';
import { Evaluation } from '../../domain/run/evaluation.js';
import { SavedSegment } from '../../domain/segment/saved-segment.js';
import { leadReaders } from '../access.js';
import { Conditions } from '../flow-codecs.js';
import type { ApiPorts } from '../ports.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';
import {
  CountAnswer,
  CountBody,
  countExample,
  ExplainBody,
  ExportBody,
  explainExample,
  exportExample,
  exportPieces,
  FoundPage,
  QueryBody,
  queryExample,
  showCount,
  showFound,
} from '../segment-codecs.js';
import { createCursors } from '../segment-cursor.js';
import { CsvFile, ndjson, StreamedText } from '../streamed.js';
import { versionedRoutes } from './versioned.js';

const SegmentPath = closed('SegmentPath', { segmentId: SegmentId });
const defaultLimit = 50;

/** Who is in segments, saved or not. */
export const segmentRoutes = ({ commands, queries, newId, hash }: ApiPorts): readonly Route[] => {
  const { querySegments } = commands;
  const cursors = createCursors(hash);
  return [
    defineRoute({
      id: 'querySegment',
      method: 'POST',
      path: '/v1/segments/query',
      summary: 'Who is in a segment now, sorted, page by page',
      access: leadReaders,
      params: nothing,
      query: nothing,
      body: QueryBody,
      example: queryExample,
      isReading: true,
      responses: { 200: FoundPage },
      problems: ['unusable'],
      handle: async ({ body: { limit = defaultLimit, after, fields, ...query } }) => {
        const { segment, timeZone, sort: { by, order = 'asc' } = { by: 'leadId' } } = query;
        const from = after === undefined ? {} : cursors.read(query, after);
        const asked = { segment, ...(timeZone === undefined ? {} : { timeZone }) };
        const sort = { by, order };
        const { leads, now } = await querySegments.page(asked, { sort, limit, ...from });
        const items = leads.slice(0, limit);
        const last = items.at(-1);
        const next =
          leads.length > limit && last !== undefined
            ? { next: cursors.write(query, now, endOf(sort, last.lead)) }
            : {};
        return reply(200, { items: items.map(showFound(fields)), evaluatedAt: now, ...next });
      },
    }),
    defineRoute({
      id: 'countSegment',
      method: 'POST',
      path: '/v1/segments/count',
      summary: 'How many leads are in a segment now',
      access: leadReaders,
      params: nothing,
      query: nothing,
      body: CountBody,
      example: countExample,
      isReading: true,
      responses: { 200: CountAnswer },
      problems: ['unusable'],
      handle: async ({ body }) => reply(200, showCount(await querySegments.count(body))),
    }),
    defineRoute({
      id: 'exportSegment',
      method: 'POST',
      path: '/v1/segments/export',
      summary: 'Everyone who is in a segment now, as a file: CSV (UTF-8), or one JSON text a line',
      access: leadReaders,
      params: nothing,
      query: nothing,
      body: ExportBody,
      example: exportExample,
      responses: { 200: CsvFile },
      problems: ['unusable'],
      handle: async ({ body: { format = 'csv', fields, ...asked } }) => {
        const pages = await querySegments.pages(asked);
        const pieces = exportPieces(pages, format, fields);
        const type = format === 'ndjson' ? ndjson : undefined;
        return reply(200, new StreamedText(`segment.${format}`, pieces, type));
      },
    }),
    defineRoute({
      id: 'explainSegment',
      method: 'POST',
      path: '/v1/segments/explain',
      summary: 'Why a lead is in a segment or not: every condition with the value that was found',
      access: leadReaders,
      params: nothing,
      query: nothing,
      body: ExplainBody,
      example: explainExample,
      isReading: true,
      responses: { 200: Evaluation },
      problems: ['unusable'],
      handle: async ({ body: { leadId, ...asked } }) =>
        reply(200, await querySegments.explain(asked, leadId)),
    }),
    ...versionedRoutes({
      name: 'Segment',
      noun: 'segment',
      path: '/v1/segments',
      idName: 'segmentId',
      id: SegmentId,
      content: closed('SavedSegment', SavedSegment.required, {
        ...SavedSegment.optional,
        conditions: Conditions,
      }),
      example: { name: 'Customers', conditions: { type: 'has-tag', tag: 'customer' } },
      manage: commands.manageSegments,
      page: queries.segments,
      newId,
    }),
    defineRoute({
      id: 'countSavedSegment',
      method: 'GET',
      path: '/v1/segments/:segmentId/count',
      summary: 'How many leads are in a saved segment now',
      access: leadReaders,
      params: SegmentPath,
      query: nothing,
      body: nothing,
      responses: { 200: CountAnswer },
      handle: async ({ params: { segmentId } }) => {
        const { state } = await commands.manageSegments.load(segmentId);
        if (state.id === undefined) throw DomainError.notFound('This segment');
        return reply(200, showCount(await querySegments.count({ segment: { segmentId } })));
      },
    }),
  ];
};
