import type { FlowId } from '../domain/codecs/ids.js';
import type { FlowVersion } from '../domain/flow/events.js';
import { isoWeek } from './iso-week.js';
import type { Addition, Change, Document } from './read-model.js';
import type { RunFacts } from './run-facts.js';
import { type BucketCount, countTime, mergeTimes } from './time-buckets.js';
import { outcomeNames, padded } from './version-figures.js';

const days = { within1Day: 1, within7Days: 7, within30Days: 30 } as const;
const secondsPerDay = 86_400;

type WeekFigure = 'entered' | 'active' | (typeof outcomeNames)[keyof typeof outcomeNames] | keyof typeof days;

/** How many entered, and what has become of them since. */
export interface WeekCounts extends Readonly<Record<WeekFigure, number>> {
  /** From entry until the goal was found to be reached. */
  readonly timeToConvert: readonly BucketCount[];
}

/** The runs that entered a version of a flow in one week, and what has become of them since. */
export interface WeekFigures extends Document, WeekCounts {
  readonly kind: 'week';
  readonly flowId: FlowId;
  /** The version that they entered, whichever they were moved to since. */
  readonly enteredVersion: FlowVersion;
  /** ISO 8601, in UTC, such as `2026-W09`. */
  readonly week: string;
  /** The day on which it begins. */
  readonly monday: string;
}

type Counted = (doc: WeekFigures) => WeekFigures;

/** How long a run took to its goal, in seconds. Clocks of two machines may differ: never less than nothing. */
const secondsToConvert = ({ enteredAt, stoppedAt, finishedAt = enteredAt }: RunFacts): number =>
  Math.max(0, (Date.parse(stoppedAt ?? finishedAt) - Date.parse(enteredAt)) / 1000);

const count =
  (name: WeekFigure, by: 1 | -1): Counted =>
  (doc) => ({ ...doc, [name]: doc[name] + by });

const convert =
  (seconds: number): Counted =>
  (doc) => {
    const within = (name: keyof typeof days): number =>
      doc[name] + (seconds <= days[name] * secondsPerDay ? 1 : 0);
    return {
      ...doc,
      within1Day: within('within1Day'),
      within7Days: within('within7Days'),
      within30Days: within('within30Days'),
      timeToConvert: countTime(doc.timeToConvert, seconds),
    };
  };

const countsOf = (before: RunFacts | undefined, after: RunFacts): readonly Counted[] => {
  if (before === undefined) return [count('entered', 1), count('active', 1)];
  const { status } = after;
  if (before.status !== 'active' || status === 'active') return [];
  return [
    count('active', -1),
    count(outcomeNames[status], 1),
    ...(status === 'goal-reached' ? [convert(secondsToConvert(after))] : []),
  ];
};

const none: WeekCounts = {
  entered: 0,
  active: 0,
  completed: 0,
  goalReached: 0,
  exited: 0,
  cancelled: 0,
  within1Day: 0,
  within7Days: 0,
  within30Days: 0,
  timeToConvert: [],
};

/** Both together. */
export const addWeeks = (one: WeekCounts = none, other: WeekCounts): WeekCounts => ({
  entered: one.entered + other.entered,
  active: one.active + other.active,
  completed: one.completed + other.completed,
  goalReached: one.goalReached + other.goalReached,
  exited: one.exited + other.exited,
  cancelled: one.cancelled + other.cancelled,
  within1Day: one.within1Day + other.within1Day,
  within7Days: one.within7Days + other.within7Days,
  within30Days: one.within30Days + other.within30Days,
  timeToConvert: mergeTimes(one.timeToConvert, other.timeToConvert),
});

/** What the weeks of entry gain and lose when a run becomes another. */
export const weekAdditions = ({ before, after }: Change<RunFacts>): readonly Addition<WeekFigures>[] => {
  if (after === undefined || before === after) return [];
  const { flowId, enteredVersion, enteredAt } = after;
  const { week, monday } = isoWeek(enteredAt);
  const key = `week/${flowId}/${week}/${padded(enteredVersion)}`;
  return countsOf(before, after).map((counted) => ({
    key,
    add: (doc, position) => ({
      ...counted(doc ?? { _id: key, position, kind: 'week', flowId, enteredVersion, week, monday, ...none }),
      position,
    }),
  }));
};
