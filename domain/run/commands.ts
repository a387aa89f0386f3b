import type { BroadcastId, FlowId, RunId } from '../codecs/ids.js';
import type { Json, Typed } from '../codecs/json.js';
import type { Instant } from '../codecs/time.js';
import type { FlowVersion } from '../flow/events.js';
import type { LeadEvent } from '../lead/events.js';
import type { Evaluation } from './evaluation.js';
import type { Ending, Reason, RunEvent, TriggerEvent } from './events.js';

interface OfStep {
  readonly runId: RunId;
  readonly stepNo: number;
}

export interface PlannedStep {
  readonly stepNo: number;
  readonly dueAt: Instant;
}

/** What an ended step sets going: the next step, if that one counts its delay from here. */
interface EndsStep extends OfStep {
  readonly next?: PlannedStep;
}

export interface EnterFlow {
  readonly type: 'EnterFlow';
  readonly runId: RunId;
  readonly flowId: FlowId;
  readonly flowVersion: FlowVersion;
  readonly trigger: TriggerEvent;
  readonly reEntry: 'once' | 'once-at-a-time' | 'every-time';
  /** The flows whose runs led to the trigger, the first first. */
  readonly lineage: readonly FlowId[];
  readonly stepCount: number;
  /** The steps whose instant is known at entry. */
  readonly plan: readonly PlannedStep[];
}

export interface RequestAction {
  readonly type: 'RequestAction';
  readonly runId: RunId;
  readonly action: Typed;
  /** A broadcast asks each lead once, however often it comes by. */
  readonly broadcastId?: BroadcastId;
}

export interface PutOffStep extends OfStep {
  readonly type: 'PutOffStep';
  readonly dueAt: Instant;
  readonly reason: Reason;
  readonly evaluation?: Evaluation;
}

export interface StartStep extends OfStep {
  readonly type: 'StartStep';
  readonly idempotencyKey: string;
  readonly evaluation?: Evaluation;
}

export interface RetryStep extends OfStep {
  readonly type: 'RetryStep';
  readonly dueAt: Instant;
  readonly reason: Reason;
}

export interface CompleteStep extends EndsStep {
  readonly type: 'CompleteStep';
  /** What the action changes, stored in the same append as the outcome. */
  readonly effects: readonly (LeadEvent | RunEvent)[];
  readonly result: Json;
  readonly evaluation?: Evaluation;
}

export interface SkipStep extends EndsStep {
  readonly type: 'SkipStep';
  readonly reason: Reason;
  readonly evaluation?: Evaluation;
}

export interface FailStep extends EndsStep {
  readonly type: 'FailStep' | 'LoseStep';
  readonly reason: Reason;
  /** What the failure tells about the lead, such as that its address does not exist. */
  readonly effects?: readonly LeadEvent[];
}

export interface CancelRun {
  readonly type: 'CancelRun';
  readonly runId: RunId;
  readonly reason: Reason;
}

/** Ends a run whose lead is erased, whatever is under way. */
export interface AbandonRun {
  readonly type: 'AbandonRun';
  readonly runId: RunId;
  readonly reason: Reason;
}

/** Cancels every run of a flow. The step that asks for it goes on to its own end. */
export interface StopFlow {
  readonly type: 'StopFlow';
  readonly flowId: FlowId;
  readonly reason: Reason;
  readonly by: { readonly runId: RunId; readonly stepNo: number };
}

/** Ends a run whose goal or exit rule holds. A step that has been started goes on to its own end. */
export interface EndRun {
  readonly type: 'EndRun';
  readonly runId: RunId;
  readonly ending: Ending;
}

/** Takes a run over to another version of its flow. */
export interface MoveRun {
  readonly type: 'MoveRun';
  readonly runId: RunId;
  readonly flowId: FlowId;
  /** The version that it must be on; any other unless given. */
  readonly fromVersion?: FlowVersion;
  readonly toVersion: FlowVersion;
  readonly stepCount: number;
  /** The steps of the new version whose instant is known now; those that stay as they are may be among them. */
  readonly plan: readonly PlannedStep[];
}

export type RunCommand =
  | EnterFlow
  | RequestAction
  | PutOffStep
  | StartStep
  | RetryStep
  | CompleteStep
  | SkipStep
  | FailStep
  | CancelRun
  | AbandonRun
  | EndRun
  | MoveRun
  | StopFlow;
