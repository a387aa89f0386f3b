import type { ImportId } from '../codecs/ids.js';
import type { Reason } from '../run/events.js';
import type { Counts, ImportFile, LineFault, Pass, Place } from './events.js';
import type { ImportPlan } from './plan.js';

export interface CreateImport {
  readonly type: 'CreateImport';
  readonly importId: ImportId;
  readonly plan: ImportPlan;
}

export interface ReceiveFile {
  readonly type: 'ReceiveFile';
  readonly file: ImportFile;
}

/** What a person may ask of an import. */
export interface SteerImport {
  readonly type: 'StartDryRun' | 'StartImport' | 'PauseImport' | 'ResumeImport' | 'CancelImport';
}

/** Says that the lines between two places were done. */
export interface RecordPart {
  readonly type: 'RecordPart';
  readonly pass: Pass;
  readonly from: Place;
  readonly to: Place;
  readonly counts: Counts;
  readonly faults: readonly LineFault[];
}

/** The end of the file is reached. */
export interface CompletePass {
  readonly type: 'CompletePass';
  readonly pass: Pass;
}

export interface FailImport {
  readonly type: 'FailImport';
  readonly reason: Reason;
}

export type ImportCommand = CreateImport | ReceiveFile | SteerImport | RecordPart | CompletePass | FailImport;
