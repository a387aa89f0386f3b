import { aggregates, idInStream } from '../domain/aggregates.js';
import { type BroadcastId, LeadId, type RunId } from '../domain/codecs/ids.js';
import type { Instant } from '../domain/codecs/time.js';
import type { Actor, Recorded } from '../domain/event.js';
import type { AnyEvent } from '../domain/events.js';
import type { FlowVersion } from '../domain/flow/events.js';
import type { Evaluation } from '../domain/run/evaluation.js';
import type { FlowOutcome, Reason, RunEvent } from '../domain/run/events.js';
import type { RunOrigin } from '../domain/run/state.js';
import type { Document, ReadModel } from './read-model.js';
import { evolveStep, isSettled, type outcomes, type RunStep, waiting } from './run-step.js';

/** One move of a run to another version of its flow. */
export interface RunMove {
  readonly at: Instant;
  readonly from: FlowVersion;
  readonly to: FlowVersion;
  readonly by: Actor;
}

/** What has become of a run of one step. */
export type RunOutcome = 'running' | (typeof outcomes)[keyof typeof outcomes];

/** One flow run, or one action asked for directly, with all that became of its steps. */
export interface RunDocument extends Document {
  readonly runId: RunId;
  readonly leadId: LeadId;
  readonly origin: RunOrigin;
  readonly enteredAt: Instant;
  readonly status: 'active' | FlowOutcome;
  readonly finishedAt?: Instant;
  /** What was found of the goal, or of the exit rule, that ended it. */
  readonly evaluation?: Evaluation;
  /** Oldest first; none for a run that is on the version that it entered. */
  readonly moves?: readonly RunMove[];
  /** Why no step of it is to start any more. */
  readonly stopped?: Reason;
  readonly steps: readonly RunStep[];
  /** The earliest instant at which a step without an outcome is due, or was started. */
  readonly nextAt?: Instant;
  /** The broadcast that it is part of, and how its lead came out of that. */
  readonly broadcast?: { readonly broadcastId: BroadcastId; readonly outcome: RunOutcome };
}

type Moved = Extract<RunEvent, { readonly type: 'RunMoved' }>;
type Finished = Extract<RunEvent, { readonly type: 'FlowFinished' }>;
type Enters = Extract<RunEvent, { readonly type: 'FlowEntered' | 'ActionRequested' }>;

const { lead } = aggregates;

const begin = (event: Recorded<Enters>): RunDocument | undefined => {
  const leadId = idInStream(lead.category, event.stream);
  if (!LeadId.is(leadId)) return undefined;
  const { runId } = event.data;
  const common = {
    _id: runId,
    position: event.position,
    runId,
    leadId,
    enteredAt: event.metadata.occurredAt,
    status: 'active',
  } as const;
  if (event.type === 'ActionRequested') {
    const { action, broadcastId } = event.data;
    return {
      ...common,
      origin: { kind: 'request', action, ...(broadcastId === undefined ? {} : { broadcastId }) },
      steps: [waiting(0)],
      ...(broadcastId === undefined ? {} : { broadcast: { broadcastId, outcome: 'running' } }),
    };
  }
  const { flowId, flowVersion, trigger, stepCount } = event.data;
  return {
    ...common,
    origin: { kind: 'flow', flowId, flowVersion, trigger, lineage: event.metadata.lineage ?? [] },
    steps: Array.from({ length: stepCount }, (_, stepNo) => waiting(stepNo)),
  };
};

/** The run in another version: its settled steps stay in theirs, the others wait to be planned anew. */
const move = (
  doc: RunDocument,
  { data: { flowVersion: to, stepCount }, metadata, position }: Recorded<Moved>,
): RunDocument => {
  const { origin, steps, moves = [], nextAt: _, ...rest } = doc;
  if (origin.kind === 'request') return doc;
  const { flowVersion: from } = origin;
  const moved = Array.from({ length: Math.max(steps.length, stepCount) }, (_none, stepNo): RunStep => {
    const step = steps[stepNo];
    return step !== undefined && isSettled(step) ? { flowVersion: from, ...step } : waiting(stepNo);
  });
  return {
    ...rest,
    position,
    origin: { ...origin, flowVersion: to },
    steps: moved,
    moves: [...moves, { at: metadata.occurredAt, from, to, by: metadata.actor }],
    ...nextIn(moved),
  };
};

const finish = (
  doc: RunDocument,
  { data: { outcome, evaluation }, metadata, position }: Recorded<Finished>,
): RunDocument => ({
  ...doc,
  position,
  status: outcome,
  finishedAt: metadata.occurredAt,
  ...(evaluation === undefined ? {} : { evaluation }),
});

const nextIn = (steps: readonly RunStep[]): Pick<RunDocument, 'nextAt'> => {
  const [nextAt] = steps
    .flatMap(({ status, dueAt, startedAt }) => {
      if (status === 'scheduled') return dueAt ?? [];
      return status === 'started' ? (startedAt ?? []) : [];
    })
    .sort();
  return nextAt === undefined ? {} : { nextAt };
};

const outcomeIn = (
  { broadcast }: Pick<RunDocument, 'broadcast'>,
  [step]: readonly RunStep[],
): Pick<RunDocument, 'broadcast'> => {
  if (broadcast === undefined || step === undefined) return {};
  const { status } = step;
  const isOpen = status === 'waiting' || status === 'scheduled' || status === 'started';
  return { broadcast: { ...broadcast, outcome: isOpen ? 'running' : status } };
};

type RecordedRunEvent = Recorded<Extract<RunEvent, { readonly data: { readonly runId: RunId } }>>;
const isOfRun = (event: Recorded<AnyEvent>): event is RecordedRunEvent =>
  lead.isEvent(event) && 'runId' in event.data;

export const runs: ReadModel<RunDocument> = {
  name: 'runs',
  version: 2,
  indexes: [
    { leadId: 1, enteredAt: -1, _id: -1 },
    { 'origin.flowId': 1, enteredAt: -1 },
    { 'origin.flowId': 1, status: 1, _id: 1 },
    { status: 1, _id: 1 },
    { status: 1, nextAt: 1 },
    { 'broadcast.broadcastId': 1, 'broadcast.outcome': 1, _id: 1 },
  ],
  leadId: 'leadId',
  key: (event) => (isOfRun(event) ? event.data.runId : undefined),
  evolve: (doc, event) => {
    if (!isOfRun(event)) return doc;
    if (event.type === 'FlowEntered' || event.type === 'ActionRequested') return doc ?? begin(event);
    if (doc === undefined) return undefined;
    const { position } = event;
    if (event.type === 'FlowFinished') return finish(doc, event);
    if (event.type === 'RunMoved') return move(doc, event);
    if (event.type === 'RunStopped') return { ...doc, position, stopped: event.data.reason };
    const { stepNo } = event.data;
    const steps = doc.steps.map((step) => (step.stepNo === stepNo ? evolveStep(step, event) : step));
    const { nextAt: _, ...rest } = doc;
    return { ...rest, position, steps, ...nextIn(steps), ...outcomeIn(rest, steps) };
  },
};
