import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { ImportId } from '../../domain/codecs/ids.js';
import { integer } from '../../domain/codecs/numbers.js';
import { closed } from '../../domain/codecs/struct.js';
import { DomainError } from '../../domain/errors.js';
import type { LineFault, Pass } from '../../domain/import/events.js';
import type { ExistingImport } from '../../domain/import/state.js';
import { leadReaders, senders } from '../access.js';
import { numberInText, PageQuery, showPage, toPage } from '../codecs.js';
import {
  FaultPage,
  FaultsExportQuery,
  FaultsQuery,
  faultPieces,
  ImportAnswer,
  ImportPage,
  ImportState,
  LeadFile,
  NewImport,
  newImportExample,
  showImport,
  showImportState,
} from '../import-codecs.js';
import type { ApiPorts } from '../ports.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';
import { CsvFile, ndjson, StreamedText } from '../streamed.js';

const ImportPath = closed('ImportPath', { importId: ImportId });
/** The number of a fault, in the order of the lines. */
const Place = numberInText(integer('FaultPlace', { min: 0, max: Number.MAX_SAFE_INTEGER }));
const exportPage = 500;

/** The pass that was begun last, unless one is named. */
const passOf = ({ passes }: ExistingImport, named: Pass | undefined): Pass =>
  named ?? (passes.import === undefined ? 'dry-run' : 'import');

type Verb = 'dryRun' | 'start' | 'pause' | 'resume' | 'cancel';

/** Leads from files. */
export const importRoutes = (ports: ApiPorts): readonly Route[] => {
  const { commands, queries, newId, clock, importMaxBytes } = ports;
  const { manageImports } = commands;

  const steer = (verb: Verb, segment: string, summary: string): Route =>
    defineRoute({
      id: `${verb}Import`,
      method: 'POST',
      path: `/v1/imports/:importId/${segment}`,
      summary,
      access: senders,
      params: ImportPath,
      query: nothing,
      body: nothing,
      responses: { 200: ImportState },
      problems: ['not-allowed', 'conflict', 'unusable'],
      handle: async ({ params: { importId }, cause }) => {
        const { state, position } = await manageImports[verb](importId, cause);
        return reply(200, showImportState(state), { position });
      },
    });

  const faultPages = async function* (importId: ImportId, pass: Pass): AsyncGenerator<readonly LineFault[]> {
    for (let first = 0; ; first += exportPage) {
      const page = await manageImports.faults(importId, pass, first, exportPage);
      if (page.length === 0) return;
      yield page;
    }
  };

  return [
    defineRoute({
      id: 'createImport',
      method: 'POST',
      path: '/v1/imports',
      summary: 'Say how the lines of a file become leads; the file follows',
      access: senders,
      params: nothing,
      query: nothing,
      body: NewImport,
      example: newImportExample,
      responses: { 200: ImportState, 201: ImportState },
      problems: ['conflict', 'unusable'],
      handle: async ({ body: { importId = decodeOrThrow(ImportId, newId()), ...plan }, cause }) => {
        const { state, events, position } = await manageImports.create(importId, plan, cause);
        const extras = { position, location: `/v1/imports/${importId}` };
        return (events[0]?.length ?? 0) > 0
          ? reply(201, showImportState(state), extras)
          : reply(200, showImportState(state), extras);
      },
    }),
    defineRoute({
      id: 'listImports',
      method: 'GET',
      path: '/v1/imports',
      summary: 'All imports, by id, each with its progress',
      access: leadReaders,
      params: nothing,
      query: PageQuery,
      body: nothing,
      responses: { 200: ImportPage },
      handle: async ({ query }) =>
        reply(200, showPage(await queries.imports(toPage(query)), showImport(clock()))),
    }),
    defineRoute({
      id: 'getImport',
      method: 'GET',
      path: '/v1/imports/:importId',
      summary:
        'An import and its progress: how far it is, how fast, how long it will take, and with what outcomes',
      access: leadReaders,
      params: ImportPath,
      query: nothing,
      body: nothing,
      responses: { 200: ImportAnswer },
      handle: async ({ params: { importId } }) => {
        const doc = await queries.import(importId);
        if (doc === undefined) throw DomainError.notFound('This import');
        return reply(200, showImport(clock())(doc));
      },
    }),
    defineRoute({
      id: 'receiveImportFile',
      method: 'PUT',
      path: '/v1/imports/:importId/file',
      summary: 'The file of an import, in UTF-8; in place of one that was sent before',
      access: senders,
      params: ImportPath,
      query: nothing,
      body: LeadFile,
      bodyLimit: importMaxBytes,
      responses: { 200: ImportState },
      problems: ['not-allowed', 'conflict', 'unusable'],
      handle: async ({ params: { importId }, body: { chunks }, cause }) => {
        const { state, position } = await manageImports.receiveFile(importId, chunks, cause);
        return reply(200, showImportState(state), { position });
      },
    }),
    steer('dryRun', 'dry-run', 'Go through the file, find every bad line, and change nothing'),
    steer('start', 'start', 'Import the file'),
    steer('pause', 'pause', 'Stop after the part that is being done'),
    steer('resume', 'resume', 'Go on where it was paused'),
    steer('cancel', 'cancel', 'Stop for good; what was imported stays'),
    defineRoute({
      id: 'listImportFaults',
      method: 'GET',
      path: '/v1/imports/:importId/faults',
      summary: 'What is wrong with which lines, as the latest pass found it, or the one that is named',
      access: leadReaders,
      params: ImportPath,
      query: FaultsQuery,
      body: nothing,
      responses: { 200: FaultPage },
      handle: async ({ params: { importId }, query: { pass, ...query } }) => {
        const { limit, after = '0' } = toPage(query);
        const first = decodeOrThrow(Place, after, 'after');
        const named = passOf(await manageImports.load(importId), pass);
        const found = await manageImports.faults(importId, named, first, limit + 1);
        const items = found.slice(0, limit);
        return reply(200, found.length > limit ? { items, next: String(first + limit) } : { items });
      },
    }),
    defineRoute({
      id: 'exportImportFaults',
      method: 'GET',
      path: '/v1/imports/:importId/faults/export',
      summary: 'All of them as a file: CSV (UTF-8), or one JSON text a line',
      access: leadReaders,
      params: ImportPath,
      query: FaultsExportQuery,
      body: nothing,
      responses: { 200: CsvFile },
      handle: async ({ params: { importId }, query: { pass, format = 'csv' } }) => {
        const named = passOf(await manageImports.load(importId), pass);
        const pieces = faultPieces(faultPages(importId, named), format);
        const type = format === 'ndjson' ? ndjson : undefined;
        return reply(200, new StreamedText(`faults.${format}`, pieces, type));
      },
    }),
  ];
};
