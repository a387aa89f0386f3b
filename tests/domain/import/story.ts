import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { ImportId } from '../../../domain/codecs/ids.js';
import type { RecordPart } from '../../../domain/import/commands.js';
import { importDecider } from '../../../domain/import/decide.js';
import { type ImportEvent, ImportFile, type LineFault, type Pass } from '../../../domain/import/events.js';
import { ImportPlan } from '../../../domain/import/plan.js';
import { specOf } from '../../support/given-when-then.js';
import { reason } from '../samples.js';

export const { given } = specOf(importDecider);

export const importId = decodeOrThrow(ImportId, 'spring');

export const planOf = (changes: object = {}): ImportPlan =>
  decodeOrThrow(ImportPlan, {
    format: 'csv',
    mapping: [{ column: 'mail', to: { kind: 'email' } }],
    onExisting: 'update',
    ...changes,
  });

/** A file of ten bytes in each of its lines. */
export const fileOf = (lines: number, letter = 'a'): ImportFile =>
  decodeOrThrow(ImportFile, { ...placeAt(lines), sha256: letter.repeat(64) });

export const placeAt = (lines: number) => ({ bytes: lines * 10, lines });

const counts = { created: 1, updated: 0, unchanged: 0, skipped: 0, faulty: 0 };

export const faultAt = (line: number): LineFault => ({
  line,
  reason: 'must be an e-mail address',
  column: 'mail',
});

export const created = (changes: object = {}): ImportEvent => ({
  type: 'ImportCreated',
  data: { importId, ...planOf(changes) },
});
export const received = (file: ImportFile = fileOf(4)): ImportEvent => ({
  type: 'ImportFileReceived',
  data: { importId, file },
});
export const part = (pass: Pass, to: number, faults: readonly LineFault[] = []): ImportEvent => ({
  type: 'ImportPartDone',
  data: { importId, pass, to: placeAt(to), counts, faults },
});
export const record = (
  pass: Pass,
  from: number,
  to: number,
  faults: readonly LineFault[] = [],
): RecordPart => ({ type: 'RecordPart', pass, from: placeAt(from), to: placeAt(to), counts, faults });

const ofImport = { importId };
export const dryRunStarted: ImportEvent = { type: 'ImportDryRunStarted', data: ofImport };
export const dryRunCompleted: ImportEvent = { type: 'ImportDryRunCompleted', data: ofImport };
export const started: ImportEvent = { type: 'ImportStarted', data: ofImport };
export const paused: ImportEvent = { type: 'ImportPaused', data: ofImport };
export const resumed: ImportEvent = { type: 'ImportResumed', data: ofImport };
export const cancelled: ImportEvent = { type: 'ImportCancelled', data: ofImport };
export const completed: ImportEvent = { type: 'ImportCompleted', data: ofImport };
export const broken = reason('broken');
export const failed: ImportEvent = { type: 'ImportFailed', data: { importId, reason: broken } };

/** An import of a file of four lines, before it starts, and after. */
export const ready = [created(), received()] as const;
export const running = [...ready, started] as const;
