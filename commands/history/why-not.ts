import { aggregates, streamName } from '../../domain/aggregates.js';
import type { EventId, FlowId, LeadId, RunId } from '../../domain/codecs/ids.js';
import { firstRevision } from '../../domain/codecs/numbers.js';
import type { Instant } from '../../domain/codecs/time.js';
import { DomainError } from '../../domain/errors.js';
import type { Recorded } from '../../domain/event.js';
import type { FlowVersion } from '../../domain/flow/events.js';
import { activeVersionAt, evolveTimeline, type FlowTimeline } from '../../domain/flow/timeline.js';
import { groupBy } from '../../domain/group-by.js';
import { noSuchLead } from '../../domain/lead/no-such-lead.js';
import { isLeadEvent, type LeadStreamEvent } from '../../domain/lead-stream.js';
import type { Evaluation } from '../../domain/run/evaluation.js';
import type { Reason, TriggerEvent } from '../../domain/run/events.js';
import { startsFlow } from '../../rules/match-trigger.js';
import { triggerTypes } from '../../rules/triggers/index.js';
import type { ReadStream } from '../event-log.js';
import { leadStream, storyIn } from '../lead-story.js';
import type { Repositories } from '../repositories.js';

/** An event with which the flow could have begun, and why it did not. */
export interface Candidate {
  readonly event: TriggerEvent & { readonly occurredAt: Instant };
  readonly why: Reason;
}

/** What became of a step in a run. */
export interface StepFate {
  readonly runId: RunId;
  readonly enteredAt: Instant;
  readonly reason: Reason;
  readonly evaluation?: Evaluation;
  /** When it is to happen, where it still is. */
  readonly dueAt?: Instant;
}

export interface WhyNot {
  readonly flowId: FlowId;
  readonly status: FlowTimeline['status'];
  /** In one word and in one sentence. */
  readonly reason: Reason;
  /** Of each run of the flow on the lead, the newest first; none where it never entered. */
  readonly runs: readonly StepFate[];
  /** The newest events that could have let it in, and did not, the newest first. */
  readonly candidates: readonly Candidate[];
}

const { flow } = aggregates;
const mostCandidates = 20;
const doesNotFit = 'does-not-fit';

type Stored = Recorded<LeadStreamEvent>;
type Entered = Extract<Stored, { readonly type: 'FlowEntered' }>;

const reason = (code: string, message: string): Reason => ({ code, message });

/** How many steps there are in the version that a run follows, or followed to its end. */
const stepCountIn = (events: readonly Stored[]): number =>
  events.reduce(
    (count, { type, data }) => (type === 'FlowEntered' || type === 'RunMoved' ? data.stepCount : count),
    0,
  );

/** What the last event about the step says of it. */
const fateIn = (events: readonly Stored[], stepNo: number): Omit<StepFate, 'runId' | 'enteredAt'> => {
  const last = events.findLast((event) => 'stepNo' in event.data && event.data.stepNo === stepNo);
  const finished = events.find((event) => event.type === 'FlowFinished');
  switch (last?.type) {
    case 'StepSucceeded':
      return { reason: reason('done', `It was done at ${last.metadata.occurredAt}.`) };
    case 'StepSkipped':
      return {
        reason: last.data.reason,
        ...(last.data.evaluation === undefined ? {} : { evaluation: last.data.evaluation }),
      };
    case 'StepFailed':
    case 'StepCancelled':
    case 'StepOutcomeUnknown':
      return { reason: last.data.reason };
    case 'StepScheduled':
      return {
        reason: reason('scheduled', `It is to happen at ${last.data.dueAt}.`),
        dueAt: last.data.dueAt,
      };
    case 'StepPutOff':
    case 'StepRetryScheduled':
      return { reason: last.data.reason, dueAt: last.data.dueAt };
    case 'StepStarted':
      return { reason: reason('under-way', `It was begun at ${last.metadata.occurredAt}.`) };
    default:
      if (stepNo >= stepCountIn(events))
        return {
          reason: reason('not-in-version', 'The version of the flow that it follows has no such step.'),
        };
      return finished?.type === 'FlowFinished'
        ? { reason: reason('ended-before', `The run had ended before (${finished.data.outcome}).`) }
        : { reason: reason('not-reached', 'The steps before it have not ended.') };
  }
};

const wholeRun = (events: readonly Stored[]): Reason => {
  const finished = events.find((event) => event.type === 'FlowFinished');
  return finished?.type === 'FlowFinished'
    ? reason(
        'entered',
        `It entered, and the run ended at ${finished.metadata.occurredAt} (${finished.data.outcome}).`,
      )
    : reason('entered', 'It entered, and is inside.');
};

const declined: Readonly<Record<string, string>> = {
  'already-inside': 'It was inside already, and the flow lets nobody in twice at a time.',
  'already-entered': 'It had been inside before, and the flow lets everybody in once.',
  loop: 'A run of the same flow had caused it: flows do not start themselves.',
};

type Refusals = ReadonlyMap<EventId, string>;

/** Why the flow declined whom an event had brought to it, by the id of that event. */
const refusalsOf = (flowId: FlowId, events: readonly Stored[]): Refusals =>
  new Map(
    events.flatMap((event) =>
      event.type === 'FlowEntryDeclined' && event.data.flowId === flowId
        ? [[event.data.trigger.eventId, event.data.reason] as const]
        : [],
    ),
  );

/** Why an event of the kind that the flow waits for did not let the lead in. */
const candidateOf = (event: Stored, refusals: Refusals, timeline: FlowTimeline): Reason | undefined => {
  if (!isLeadEvent(event)) return undefined;
  const latest: FlowVersion = timeline.versions.length;
  const version = activeVersionAt(timeline, event.position);
  const definition = timeline.versions[(version ?? latest) - 1];
  if (definition === undefined) return undefined;
  const type = triggerTypes.find((one) => one.type === definition.trigger.type);
  const isOfKind = type !== undefined && type.eventTypes !== 'every' && type.eventTypes.includes(event.type);
  const starts = startsFlow({ flowId: timeline.flowId, trigger: definition.trigger }, event);
  if (!isOfKind && !starts) return undefined;
  if (!starts) return reason(doesNotFit, `It is not what the trigger “${definition.trigger.type}” asks for.`);
  if (version === undefined)
    return reason('not-active-then', 'The flow was not active when it was recorded.');
  const refusal = refusals.get(event.eventId);
  return refusal === undefined ? undefined : reason(refusal, declined[refusal] ?? 'The flow declined it.');
};

const candidatesIn = (events: readonly Stored[], timeline: FlowTimeline): readonly Candidate[] => {
  const refusals = refusalsOf(timeline.flowId, events);
  return events
    .flatMap((event): readonly Candidate[] => {
      const why = candidateOf(event, refusals, timeline);
      if (why === undefined) return [];
      const { eventId, type, revision, metadata } = event;
      return [{ event: { eventId, type, revision, occurredAt: metadata.occurredAt }, why }];
    })
    .reverse();
};

/** One that the flow waits for says more than others of its kind, however many there are. */
const neverEntered = (timeline: FlowTimeline, candidates: readonly Candidate[]): Reason => {
  if (timeline.activePeriods.length === 0) return reason('never-active', 'The flow has never been active.');
  const { event, why } = candidates.find((one) => one.why.code !== doesNotFit) ?? candidates[0] ?? {};
  if (event !== undefined && why !== undefined)
    return { ...why, message: `${why.message} (${event.type} of ${event.occurredAt})` };
  const trigger = timeline.versions.at(-1)?.trigger.type ?? '';
  return reason('never-happened', `The lead never did what the flow begins with (“${trigger}”).`);
};

export interface WhyNotPorts {
  readonly repositories: { readonly leads: Pick<Repositories['leads'], 'load'> };
  readonly readStream: ReadStream;
}

/**
 * Why a lead did not get a step of a flow, or did not enter it: from the log alone.
 * @throws DomainError `notFound` for a lead, a flow or a step that does not exist, `gone` for an erased lead
 */
export const createWhyNot = ({ repositories, readStream }: WhyNotPorts) => {
  const timelineOf = async (flowId: FlowId): Promise<FlowTimeline> => {
    const events = await readStream(streamName(flow.category, flowId), firstRevision);
    const timeline = events
      .flatMap((event) => (flow.isEvent(event) ? [event] : []))
      .reduce<FlowTimeline | undefined>(evolveTimeline, undefined);
    if (timeline === undefined) throw DomainError.notFound('This flow');
    return timeline;
  };

  return async (leadId: LeadId, flowId: FlowId, stepNo?: number): Promise<WhyNot> => {
    const { state } = await repositories.leads.load(leadId);
    if (state.lead.status === 'unknown') throw noSuchLead(state.lead);
    const timeline = await timelineOf(flowId);
    if (stepNo !== undefined && timeline.versions.every(({ steps }) => steps[stepNo] === undefined))
      throw DomainError.notFound(`Step ${stepNo} of this flow`);
    const events = storyIn(await readStream(leadStream(leadId), firstRevision));
    const byRun = groupBy(events, (event) => ('runId' in event.data ? event.data.runId : undefined));
    const runs = events
      .filter((event): event is Entered => event.type === 'FlowEntered' && event.data.flowId === flowId)
      .map(({ data: { runId }, metadata }): StepFate => {
        const ofRun = byRun.get(runId) ?? [];
        const fate = stepNo === undefined ? { reason: wholeRun(ofRun) } : fateIn(ofRun, stepNo);
        return { runId, enteredAt: metadata.occurredAt, ...fate };
      })
      .reverse();
    const candidates = candidatesIn(events, timeline);
    const { status } = timeline;
    const why = runs[0]?.reason ?? neverEntered(timeline, candidates);
    return { flowId, status, reason: why, runs, candidates: candidates.slice(0, mostCandidates) };
  };
};
