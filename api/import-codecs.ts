import type * as t from 'io-ts';
import { NewImportPlan } from '../commands/manage-imports.js';

import { ImportId } from '../domain/codecs/ids.js';
import { Finite, integer } from '../domain/codecs/numbers.js';
import { closed, open } from '../domain/codecs/struct.js';
import { oneOf } from '../domain/codecs/text.js';
import { Instant } from '../domain/codecs/time.js';
import { DomainError } from '../domain/errors.js';
import { Counts, ImportFile, LineFault, Pass, Place } from '../domain/import/events.js';
import { ImportPlan } from '../domain/import/plan.js';
import type { LeadImport } from '../domain/import/state.js';
import { Reason } from '../domain/run/events.js';
import { passProgressAt } from '../projections/import-progress.js';
import type { ImportDocument } from '../projections/imports.js';
import { pageFields, pageOf } from './codecs.js';
import { csvLine } from './csv.js';
import { UploadType } from './upload.js';

export const NewImport = closed('NewImport', NewImportPlan.required, {
  ...NewImportPlan.optional,
  importId: ImportId,
});
export const newImportExample = {
  importId: 'spring-fair',
  format: 'csv',
  delimiter: ';',
  mapping: [
    { column: 'E-Mail', to: { kind: 'email' } },
    { column: 'Age', to: { kind: 'attribute', attribute: 'age', as: 'number' } },
    { column: 'Interests', to: { kind: 'tags', separator: '|' } },
  ],
  tags: ['spring-fair'],
  onExisting: 'update',
};

/** The lines themselves. */
export const LeadFile = new UploadType('LeadFile', ['text/csv', 'application/x-ndjson']);

const ImportStatus = oneOf('ImportStatus', [
  'created',
  'ready',
  'dry-running',
  'running',
  'paused',
  'completed',
  'cancelled',
  'failed',
]);

/** An import that was created or steered, without its progress. */
export const ImportState = open(
  'ImportState',
  { importId: ImportId, status: ImportStatus, ...ImportPlan.required },
  { ...ImportPlan.optional, file: ImportFile },
);

const Count = integer('ImportCount', { min: 0, max: Number.MAX_SAFE_INTEGER });

const PassAnswer = open(
  'ImportProgress',
  { startedAt: Instant, done: Place, total: Place, counts: Counts, faultsKept: Count },
  { endedAt: Instant, linesPerSecond: Finite, secondsLeft: Count },
);

export const ImportAnswer = open(
  'Import',
  { ...ImportState.required, createdAt: Instant },
  { ...ImportState.optional, dryRun: PassAnswer, import: PassAnswer, endedAt: Instant, reason: Reason },
);

const passField = { pass: Pass };
export const FaultsQuery = closed('ImportFaultsQuery', {}, { ...passField, ...pageFields });
export const FaultsExportQuery = closed(
  'ImportFaultsExportQuery',
  {},
  { ...passField, format: oneOf('FaultsFormat', ['csv', 'ndjson']) },
);
export const FaultPage = pageOf('ImportFaultPage', LineFault);

type Shown = Pick<ImportDocument, 'importId' | 'plan' | 'status' | 'isPaused' | 'file'>;

const show = ({ importId, plan, status, isPaused, file }: Shown): t.TypeOf<typeof ImportState> => ({
  importId,
  status: isPaused ? 'paused' : status,
  ...plan,
  ...(file === undefined ? {} : { file }),
});

/** @throws DomainError `notFound` */
export const showImportState = (leadImport: LeadImport): t.TypeOf<typeof ImportState> => {
  if (leadImport.status === 'absent') throw DomainError.notFound('This import');
  return show(leadImport);
};

/** An import with its progress as of now. */
export const showImport =
  (now: Instant) =>
  (doc: ImportDocument): t.TypeOf<typeof ImportAnswer> => {
    const { file, passes, createdAt, endedAt, reason } = doc;
    const progressOf = (pass: Pass) => {
      const begun = passes[pass];
      return file === undefined || begun === undefined ? undefined : passProgressAt(begun, file, now);
    };
    const [dryRun, imported] = [progressOf('dry-run'), progressOf('import')];
    return {
      ...show(doc),
      createdAt,
      ...(dryRun === undefined ? {} : { dryRun }),
      ...(imported === undefined ? {} : { import: imported }),
      ...(endedAt === undefined ? {} : { endedAt }),
      ...(reason === undefined ? {} : { reason }),
    };
  };

/** The pieces of a file of faults: CSV with a header, or JSON texts line by line. */
export const faultPieces = async function* (
  pages: AsyncIterable<readonly LineFault[]>,
  format: 'csv' | 'ndjson',
): AsyncGenerator<string> {
  if (format === 'csv') yield csvLine(['line', 'column', 'reason', 'value']);
  for await (const page of pages)
    yield page
      .map((fault) =>
        format === 'csv'
          ? csvLine([fault.line, fault.column, fault.reason, fault.value])
          : `${JSON.stringify(fault)}\n`,
      )
      .join('');
};

export const ImportPage = pageOf('ImportPage', ImportAnswer);
