import { aggregates } from '../domain/aggregates.js';
import type { ImportId } from '../domain/codecs/ids.js';
import type { Instant } from '../domain/codecs/time.js';
import type { Recorded } from '../domain/event.js';
import type { Counts, ImportEvent, ImportFile, Pass, Place } from '../domain/import/events.js';
import type { ImportPlan } from '../domain/import/plan.js';
import { currentPass, type ExistingImport } from '../domain/import/state.js';
import type { Reason } from '../domain/run/events.js';
import type { Document, ReadModel } from './read-model.js';

/** How far a pass through the file has come. */
export interface PassDocument {
  readonly startedAt: Instant;
  readonly endedAt?: Instant;
  readonly done: Place;
  readonly counts: Counts;
  /** How many faults are kept. */
  readonly faultCount: number;
  readonly pausedAt?: Instant;
  /** How long it stood still before. */
  readonly pausedMs: number;
}

export interface ImportDocument extends Document {
  readonly importId: ImportId;
  readonly plan: ImportPlan;
  readonly status: ExistingImport['status'];
  readonly isPaused: boolean;
  readonly createdAt: Instant;
  readonly file?: ImportFile;
  readonly passes: Readonly<Partial<Record<Pass, PassDocument>>>;
  readonly endedAt?: Instant;
  readonly reason?: Reason;
}

const nothing: Counts = { created: 0, updated: 0, unchanged: 0, skipped: 0, faulty: 0 };

const sum = (left: Counts, right: Counts): Counts => ({
  created: left.created + right.created,
  updated: left.updated + right.updated,
  unchanged: left.unchanged + right.unchanged,
  skipped: left.skipped + right.skipped,
  faulty: left.faulty + right.faulty,
});

const changePass = (
  doc: ImportDocument,
  pass: Pass | undefined,
  change: (before: PassDocument) => PassDocument,
): ImportDocument => {
  const before = pass === undefined ? undefined : doc.passes[pass];
  return pass === undefined || before === undefined
    ? doc
    : { ...doc, passes: { ...doc.passes, [pass]: change(before) } };
};

const begin = (doc: ImportDocument, pass: Pass, at: Instant): ImportDocument => {
  const begun: PassDocument = {
    startedAt: at,
    done: { bytes: 0, lines: 0 },
    counts: nothing,
    faultCount: 0,
    pausedMs: 0,
  };
  return {
    ...doc,
    status: pass === 'dry-run' ? 'dry-running' : 'running',
    isPaused: false,
    passes: { ...doc.passes, [pass]: begun },
  };
};

const goOn =
  (at: Instant) =>
  (before: PassDocument): PassDocument => {
    const { pausedAt, ...rest } = before;
    const stood = pausedAt === undefined ? 0 : Date.parse(at) - Date.parse(pausedAt);
    return { ...rest, pausedMs: rest.pausedMs + stood };
  };

/** The pass that is under way ends. */
const endPass = (doc: ImportDocument, at: Instant): ImportDocument =>
  changePass(doc, currentPass(doc), (before) => ({ ...goOn(at)(before), endedAt: at }));

const end = (doc: ImportDocument, status: ImportDocument['status'], at: Instant): ImportDocument => ({
  ...endPass(doc, at),
  status,
  isPaused: false,
  endedAt: at,
});

const change = (doc: ImportDocument, event: Recorded<ImportEvent>): ImportDocument => {
  const at = event.metadata.occurredAt;
  switch (event.type) {
    case 'ImportFileReceived':
      return { ...doc, status: 'ready', file: event.data.file, passes: {} };
    case 'ImportDryRunStarted':
      return begin(doc, 'dry-run', at);
    case 'ImportDryRunCompleted':
      return { ...endPass(doc, at), status: 'ready', isPaused: false };
    case 'ImportStarted':
      return begin(endPass(doc, at), 'import', at);
    case 'ImportPartDone': {
      const { pass, to, counts, faults } = event.data;
      return changePass(doc, pass, (before) => ({
        ...before,
        done: to,
        counts: sum(before.counts, counts),
        faultCount: before.faultCount + faults.length,
      }));
    }
    case 'ImportPaused':
      return {
        ...changePass(doc, currentPass(doc), (before) => ({ ...before, pausedAt: at })),
        isPaused: true,
      };
    case 'ImportResumed':
      return { ...changePass(doc, currentPass(doc), goOn(at)), isPaused: false };
    case 'ImportCancelled':
      return end(doc, 'cancelled', at);
    case 'ImportCompleted':
      return end(doc, 'completed', at);
    case 'ImportFailed':
      return { ...end(doc, 'failed', at), reason: event.data.reason };
    default:
      return doc;
  }
};

const create = (event: Recorded<Extract<ImportEvent, { type: 'ImportCreated' }>>): ImportDocument => {
  const { importId, ...plan } = event.data;
  return {
    _id: importId,
    position: event.position,
    importId,
    plan,
    status: 'created',
    isPaused: false,
    createdAt: event.metadata.occurredAt,
    passes: {},
  };
};

const { leadImport } = aggregates;

/** Every import with how far it has come. */
export const imports: ReadModel<ImportDocument> = {
  takesRedacted: true,
  name: 'imports',
  version: 1,
  indexes: [],
  key: (event) => (leadImport.isEvent(event) ? event.data.importId : undefined),
  evolve: (doc, event) => {
    if (!leadImport.isEvent(event)) return doc;
    if (event.type === 'ImportCreated') return doc ?? create(event);
    const changed = doc === undefined ? undefined : change(doc, event);
    return changed === undefined || changed === doc ? doc : { ...changed, position: event.position };
  },
};
