import type { BroadcastId, LeadId } from '../codecs/ids.js';
import type { BroadcastPlan, LeftOut, Resolved } from './events.js';

export interface CreateBroadcast {
  readonly type: 'CreateBroadcast';
  readonly broadcastId: BroadcastId;
  readonly plan: BroadcastPlan;
}

/** Fixes the next members: all come after those fixed before, in the order of their ids. */
export interface FixMembers {
  readonly type: 'FixMembers';
  readonly members: readonly LeadId[];
}

/** Says that the action was requested on the next members. */
export interface RecordPart {
  readonly type: 'RecordPart';
  readonly first: number;
  readonly count: number;
  readonly leftOut: readonly LeftOut[];
}

/** What a person may ask of a broadcast. */
export interface SteerBroadcast {
  readonly type: 'PauseBroadcast' | 'ResumeBroadcast' | 'CancelBroadcast';
}

/** Its time has come. */
export interface StartBroadcast {
  readonly type: 'StartBroadcast';
  /** The saved segment that it names. */
  readonly resolved?: Resolved;
}

export interface AdvanceBroadcast {
  readonly type: 'CompleteMembership' | 'CompleteBroadcast';
}

export type BroadcastCommand =
  | CreateBroadcast
  | StartBroadcast
  | FixMembers
  | RecordPart
  | SteerBroadcast
  | AdvanceBroadcast;
