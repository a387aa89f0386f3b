import type { RunId } from '../../../domain/codecs/ids.js';
import type { Recorded } from '../../../domain/event.js';
import type { AnyEvent } from '../../../domain/events.js';
import { groupBy } from '../../../domain/group-by.js';

/** How often each thing is so, by a sentence that names it; nothing is there that is not. */
export type Tally = Readonly<Record<string, number>>;

/** The sentences counted. */
export const tallyOf = (sentences: Iterable<string>): Tally => {
  const tally: Record<string, number> = {};
  for (const sentence of sentences) tally[sentence] = (tally[sentence] ?? 0) + 1;
  return Object.fromEntries(Object.entries(tally).sort());
};

type Events = readonly Recorded<AnyEvent>[];

const runIdOf = ({ data }: Recorded<AnyEvent>): RunId | undefined =>
  'runId' in data ? data.runId : undefined;

const ends: Readonly<Record<string, string>> = {
  StepSucceeded: 'succeeded',
  StepSkipped: 'skipped',
  StepFailed: 'failed',
  StepCancelled: 'cancelled',
  StepOutcomeUnknown: 'outcomeUnknown',
};
const opens: Readonly<Record<string, string>> = {
  StepScheduled: 'scheduled',
  StepPutOff: 'scheduled',
  StepRetryScheduled: 'scheduled',
  StepStarted: 'started',
};

/** The version that a run was on after the first `count` of its events. */
const versionAfter = (events: Events, count: number): number =>
  events
    .slice(0, count)
    .flatMap(({ type, data }) => (type === 'FlowEntered' || type === 'RunMoved' ? [data.flowVersion] : []))
    .at(-1) ?? 0;

const aboutStep = (events: Events, stepNo: number): Events =>
  events.filter(({ data }) => 'stepNo' in data && data.stepNo === stepNo);

const stepSentence = (events: Events, flowId: string, stepNo: number): readonly string[] => {
  const own = aboutStep(events, stepNo);
  const settling = own.find(({ type }) => type === 'StepStarted' || type in ends);
  const settledAt = settling === undefined ? events.length : events.indexOf(settling);
  const place = `${flowId} v${versionAfter(events, settledAt)} step ${stepNo}`;
  const lastMove = events.findLastIndex(({ type }) => type === 'RunMoved');
  // A plan of before the last move counts only for a step that was tried or ended by then.
  const valid = settledAt < lastMove ? own : own.filter((event) => events.indexOf(event) > lastMove);
  const last = valid.at(-1);
  if (last === undefined) return [`${place} waiting`];
  const end = ends[last.type];
  if (end === undefined) return [`${place} ${opens[last.type]}`];
  const code =
    'reason' in last.data && typeof last.data.reason === 'object' ? last.data.reason.code : undefined;
  return [`${place} ${end}`, ...(code === undefined ? [] : [`${place} ${last.type} because ${code}`])];
};

const outcomeNames: Readonly<Record<string, string>> = {
  completed: 'completed',
  cancelled: 'cancelled',
  'goal-reached': 'goalReached',
  exited: 'exited',
};

const at = (event: Recorded<AnyEvent> | undefined): number => Date.parse(event?.metadata.occurredAt ?? '');

const runSentences = (events: Events): readonly string[] => {
  const [first] = events;
  if (first?.type !== 'FlowEntered') return [];
  const { flowId } = first.data;
  const on = (count: number) => `${flowId} v${versionAfter(events, count)}`;
  const moves = events.flatMap(({ type }, index) =>
    type === 'RunMoved' ? [`${on(index)} movedOut`, `${on(index + 1)} movedIn`] : [],
  );
  const stepCount = Math.max(
    ...events.flatMap(({ type, data }) =>
      type === 'FlowEntered' || type === 'RunMoved' ? [data.stepCount] : [],
    ),
  );
  const steps = Array.from({ length: stepCount }, (_, stepNo) => stepSentence(events, flowId, stepNo)).flat();
  const finish = events.find(({ type }) => type === 'FlowFinished');
  const outcome = finish?.type === 'FlowFinished' ? (outcomeNames[finish.data.outcome] ?? '') : 'active';
  const entry = `${on(1)} in the week of ${mondayOf(at(first))}`;
  const seconds = (at(events.find(({ type }) => type === 'RunStopped') ?? finish) - at(first)) / 1000;
  const within = [1, 7, 30].filter((days) => outcome === 'goalReached' && seconds <= days * 86_400);
  return [
    `${on(1)} entered`,
    ...moves,
    `${on(events.length)} ${outcome}`,
    ...steps,
    `${entry} entered`,
    `${entry} ${outcome}`,
    ...within.map((days) => `${entry} within ${days}`),
  ];
};

/** The Monday at or before an instant, day by day backwards. */
const mondayOf = (instant: number): string => {
  let day = new Date(instant);
  while (day.getUTCDay() !== 1) day = new Date(day.getTime() - 86_400_000);
  return day.toISOString().slice(0, 10);
};

/** The figures of flows, counted straight over all events, a run at a time and a question at a time. */
export const countFlows = (events: Events): Tally => {
  const declined = events.flatMap(({ type, data }) =>
    type === 'FlowEntryDeclined' ? [`${data.flowId} v${data.flowVersion} declined ${data.reason}`] : [],
  );
  const byRun = groupBy(
    events.filter((event) => runIdOf(event) !== undefined),
    runIdOf,
  );
  return tallyOf([...declined, ...[...byRun.values()].flatMap(runSentences)]);
};
