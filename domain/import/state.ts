import type { EventId, ImportId } from '../codecs/ids.js';
import type { Revision } from '../codecs/numbers.js';
import type { Recorded } from '../event.js';
import type { ImportEvent, ImportFile, Pass, Place } from './events.js';
import type { ImportPlan } from './plan.js';

/** Where some of the faults are written: the event of the stream, and the number of the first of them. */
export interface FaultsPart {
  readonly revision: Revision;
  readonly first: number;
}

/** How far a pass has come. */
export interface PassState {
  readonly done: Place;
  /** The faults themselves are in the log only. */
  readonly faultParts: readonly FaultsPart[];
  /** How many faults are kept. */
  readonly faultCount: number;
}

export interface ExistingImport {
  /** `created`: without its file. `ready`: with it, and nothing is under way. */
  readonly status: 'created' | 'ready' | 'dry-running' | 'running' | 'completed' | 'cancelled' | 'failed';
  readonly isPaused: boolean;
  readonly importId: ImportId;
  readonly plan: ImportPlan;
  /** Of the request that created it: every event that follows carries it on. */
  readonly correlationId: EventId;
  /** The event that created it. */
  readonly createdBy: EventId;
  readonly file?: ImportFile;
  readonly passes: Readonly<Partial<Record<Pass, PassState>>>;
}

export type LeadImport = { readonly status: 'absent' } | ExistingImport;

export const absentImport: LeadImport = { status: 'absent' };

const notBegun: PassState = { done: { bytes: 0, lines: 0 }, faultParts: [], faultCount: 0 };

/** The pass that an import is on, if it is on one. */
export const currentPass = ({ status }: Pick<LeadImport, 'status'>): Pass | undefined => {
  if (status === 'dry-running') return 'dry-run';
  return status === 'running' ? 'import' : undefined;
};

/** Whether nothing more will happen. */
export const isOver = ({ status }: ExistingImport): boolean =>
  status === 'completed' || status === 'cancelled' || status === 'failed';

/** How far a pass has come; nowhere before it has begun. */
export const passOf = ({ passes }: ExistingImport, pass: Pass): PassState => passes[pass] ?? notBegun;

const begin = (
  leadImport: ExistingImport,
  status: 'dry-running' | 'running',
  pass: Pass,
): ExistingImport => ({
  ...leadImport,
  status,
  isPaused: false,
  passes: { ...leadImport.passes, [pass]: notBegun },
});

const goOn = (
  leadImport: ExistingImport,
  { data, revision }: Recorded<Extract<ImportEvent, { type: 'ImportPartDone' }>>,
): ExistingImport => {
  const { faultParts, faultCount } = passOf(leadImport, data.pass);
  const count = data.faults.length;
  const after: PassState = {
    done: data.to,
    faultParts: count === 0 ? faultParts : [...faultParts, { revision, first: faultCount }],
    faultCount: faultCount + count,
  };
  return { ...leadImport, passes: { ...leadImport.passes, [data.pass]: after } };
};

/** Folds one event into the import; events it does not know change nothing. */
export const evolveImport = (leadImport: LeadImport, event: Recorded<ImportEvent>): LeadImport => {
  if (event.type === 'ImportCreated') {
    const { importId, ...plan } = event.data;
    return {
      status: 'created',
      isPaused: false,
      importId,
      plan,
      correlationId: event.metadata.correlationId,
      createdBy: event.eventId,
      passes: {},
    };
  }
  if (leadImport.status === 'absent') return leadImport;
  switch (event.type) {
    case 'ImportFileReceived':
      // What was found out about another file says nothing of this one.
      return { ...leadImport, status: 'ready', file: event.data.file, passes: {} };
    case 'ImportDryRunStarted':
      return begin(leadImport, 'dry-running', 'dry-run');
    case 'ImportDryRunCompleted':
      return { ...leadImport, status: 'ready', isPaused: false };
    case 'ImportStarted':
      return begin(leadImport, 'running', 'import');
    case 'ImportPartDone':
      return goOn(leadImport, event);
    case 'ImportPaused':
      return { ...leadImport, isPaused: true };
    case 'ImportResumed':
      return { ...leadImport, isPaused: false };
    case 'ImportCancelled':
      return { ...leadImport, status: 'cancelled', isPaused: false };
    case 'ImportCompleted':
      return { ...leadImport, status: 'completed', isPaused: false };
    case 'ImportFailed':
      return { ...leadImport, status: 'failed', isPaused: false };
    default:
      return leadImport;
  }
};
