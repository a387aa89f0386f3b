import type { Json } from '../domain/codecs/json.js';
import { integer } from '../domain/codecs/numbers.js';
import { Duration, type Instant } from '../domain/codecs/time.js';
import type { RegisteredLead } from '../domain/lead/state.js';
import { keptTimes, type Tallied } from '../domain/lead/tally.js';
import { minus, passedAt } from './calendar.js';
import type { Circumstances, Comparison, Facts } from './condition.js';
import type { Filter } from './filter.js';

/** The settings of a condition on what happened so often, within so long. */
export const howOften = { within: Duration, atLeast: integer('AtLeast', { min: 1, max: 1_000_000 }) };

interface HowOften {
  readonly within?: Duration;
  readonly atLeast?: number;
}

/** What is wrong with asking for more within a time than the times that are kept. */
export const tooOften = ({ within, atLeast = 1 }: HowOften) =>
  within !== undefined && atLeast > keptTimes
    ? ({ at: ['atLeast'], message: `must be at most ${keptTimes} beside within` } as const)
    : undefined;

/** Which of the tallies of a lead count: told three ways, which must say the same. */
export interface Which<Key extends object> {
  /** The list in the document of the lead. */
  readonly path: string;
  readonly tallies: (lead: RegisteredLead) => readonly Tallied<Key>[];
  readonly fits: (key: Key) => boolean;
  /** Inside `$elemMatch`. */
  readonly match: Filter;
  /** As an expression on `$$one`. */
  readonly expression: Json;
}

const startOf = ({ within }: HowOften, { now, timeZone }: Pick<Circumstances, 'now' | 'timeZone'>) =>
  within === undefined ? undefined : minus(now, within, timeZone);

/** How often it happened (within the time); within a time, of each thing only its newest times are counted. */
export const timesHappened = <Key extends object>(
  which: Which<Key>,
  often: HowOften,
  facts: Facts,
): number => {
  const start = startOf(often, facts);
  return which
    .tallies(facts.lead)
    .filter(which.fits)
    .map(({ count, times }) => (start === undefined ? count : times.filter((time) => time >= start).length))
    .reduce((sum, count) => sum + count, 0);
};

/** The rule on `timesHappened`. */
export const oftenRule = ({ atLeast = 1 }: HowOften): Comparison => ({
  operator: 'greaterThan',
  value: atLeast - 1,
});

const countExpression = (start: Instant | undefined): Json =>
  start === undefined
    ? '$$one.count'
    : {
        $size: { $filter: { input: '$$one.times', as: 'at', cond: { $gte: ['$$at', { $literal: start }] } } },
      };

/** The leads for which `oftenRule` holds. What happened once is found by an index, and only those are counted further. */
export const oftenFilter = <Key extends object>(
  { path, match, expression }: Which<Key>,
  often: HowOften,
  circumstances: Circumstances,
): Filter => {
  const start = startOf(often, circumstances);
  const once: Filter = {
    [path]: { $elemMatch: { ...match, ...(start === undefined ? {} : { lastAt: { $gte: start } }) } },
  };
  const { atLeast = 1 } = often;
  if (atLeast === 1) return once;
  const counted = { $filter: { input: `$${path}`, as: 'one', cond: expression } };
  const counts = { $map: { input: counted, as: 'one', in: countExpression(start) } };
  return { $and: [once, { $expr: { $gte: [{ $sum: counts }, atLeast] } }] };
};

/** When the passing of time alone makes it too seldom: when the last of those that it takes lies too long ago. */
export const oftenChanges = <Key extends object>(
  which: Which<Key>,
  { within, atLeast = 1 }: HowOften,
  { lead, timeZone }: Facts,
): readonly Instant[] => {
  if (within === undefined) return [];
  const times = which
    .tallies(lead)
    .filter(which.fits)
    .flatMap((tally) => tally.times)
    .sort();
  const last = times.at(-atLeast);
  return last === undefined ? [] : passedAt(last, within, timeZone);
};

/** The end of a sentence: “at least 3 times in the last P7D”. */
export const oftenWords = ({ within, atLeast = 1 }: HowOften): string =>
  (atLeast === 1 ? '' : ` at least ${atLeast} times`) +
  (within === undefined ? '' : ` in the last ${within}`);
