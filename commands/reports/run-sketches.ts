import type { FlowId, RunId } from '../../domain/codecs/ids.js';
import type { Json } from '../../domain/codecs/json.js';
import type { Instant } from '../../domain/codecs/time.js';
import type { Recorded } from '../../domain/event.js';
import { isRunEvent, type LeadStreamEvent } from '../../domain/lead-stream.js';
import type { Reason, RunEvent } from '../../domain/run/events.js';
import { createEntryKeys, type EntryKey } from '../simulation/real-runs.js';

/** A step as a run has left it. */
export interface StepSketch {
  readonly outcome:
    | 'waiting'
    | 'scheduled'
    | 'started'
    | 'succeeded'
    | 'skipped'
    | 'failed'
    | 'cancelled'
    | 'outcome-unknown';
  /** When it is to run, or was to. */
  readonly dueAt?: Instant;
  /** When it began, or ended. */
  readonly at?: Instant;
  readonly reason?: Reason;
}

/** What became of a run, in short. */
export interface RunSketch {
  readonly version: number;
  readonly enteredAt: Instant;
  readonly outcome: string;
  readonly steps: readonly StepSketch[];
}

const waiting: StepSketch = { outcome: 'waiting' };

type StepEvent = Extract<RunEvent, { readonly data: { readonly stepNo: number } }>;

const stepAfter = (event: Recorded<StepEvent>): StepSketch => {
  const at = event.metadata.occurredAt;
  switch (event.type) {
    case 'StepScheduled':
      return { outcome: 'scheduled', dueAt: event.data.dueAt };
    case 'StepPutOff':
    case 'StepRetryScheduled':
      return { outcome: 'scheduled', dueAt: event.data.dueAt, reason: event.data.reason };
    case 'StepStarted':
      return { outcome: 'started', at };
    case 'StepSucceeded':
      return { outcome: 'succeeded', at };
    case 'StepSkipped':
      return { outcome: 'skipped', at, reason: event.data.reason };
    case 'StepFailed':
      return { outcome: 'failed', at, reason: event.data.reason };
    case 'StepCancelled':
      return { outcome: 'cancelled', at, reason: event.data.reason };
    case 'StepOutcomeUnknown':
      return { outcome: 'outcome-unknown', at, reason: event.data.reason };
    default:
      return event satisfies never;
  }
};

const isStepEvent = (event: Recorded<RunEvent>): event is Recorded<StepEvent> => 'stepNo' in event.data;

const evolve = (sketch: RunSketch, event: Recorded<RunEvent>): RunSketch => {
  if (isStepEvent(event)) {
    const { stepNo } = event.data;
    const steps = [...sketch.steps];
    const dueAt = steps[stepNo]?.dueAt;
    steps[stepNo] = { ...(dueAt === undefined ? {} : { dueAt }), ...stepAfter(event) };
    return { ...sketch, steps };
  }
  if (event.type === 'FlowFinished') return { ...sketch, outcome: event.data.outcome };
  if (event.type !== 'RunMoved') return sketch;
  const { flowVersion: version, stepCount } = event.data;
  const length = Math.max(stepCount, sketch.steps.length);
  return { ...sketch, version, steps: Array.from({ length }, (_, no) => sketch.steps[no] ?? waiting) };
};

/** What came of the runs of a flow that a lead has entered, and how often it was not let in, by the reason. */
export interface FlowSketch {
  readonly runs: ReadonlyMap<EntryKey, RunSketch>;
  readonly declined: readonly string[];
}

/** Sketches the runs that began with the event at `first`, or later. */
export const sketchRuns = (
  events: readonly Recorded<LeadStreamEvent>[],
  flowId: FlowId,
  first: number,
): FlowSketch => {
  const { takeIn, keyOf } = createEntryKeys();
  const keys = new Map<RunId, EntryKey>();
  const runs = new Map<EntryKey, RunSketch>();
  const declined: string[] = [];
  for (const [index, event] of events.entries()) {
    takeIn(event);
    if (index < first || !isRunEvent(event)) continue;
    if (event.type === 'FlowEntryDeclined') {
      if (event.data.flowId === flowId) declined.push(event.data.reason);
    } else if (event.type === 'FlowEntered') {
      if (event.data.flowId !== flowId) continue;
      const { runId, trigger, flowVersion: version, stepCount } = event.data;
      const key = keyOf(trigger.eventId);
      keys.set(runId, key);
      const steps = Array.from({ length: stepCount }, () => waiting);
      runs.set(key, { version, enteredAt: event.metadata.occurredAt, outcome: 'active', steps });
    } else {
      const key = keys.get(event.data.runId);
      const sketch = key === undefined ? undefined : runs.get(key);
      if (key !== undefined && sketch !== undefined) runs.set(key, evolve(sketch, event));
    }
  }
  return { runs, declined };
};

/** A run as a row shows it. */
export const showSketch = ({ steps, ...run }: RunSketch): { readonly [key: string]: Json } => ({
  ...run,
  steps: steps.map(({ outcome, dueAt, at, reason }, stepNo) => ({
    stepNo,
    outcome,
    ...(dueAt === undefined ? {} : { dueAt }),
    ...(at === undefined ? {} : { at }),
    ...(reason === undefined ? {} : { reason }),
  })),
});
