import { decodeOrThrow } from '../domain/codecs/decode.js';
import { Duration, type Instant } from '../domain/codecs/time.js';
import type { Explanation } from '../domain/run/evaluation.js';
import { plus } from './calendar.js';
import type { Facts, ReadCondition } from './condition.js';
import type { CompiledConditions } from './evaluate.js';

/**
 * How far conditions that come and go are followed while nothing else changes. They repeat weekly, and where two clocks
 * are read, yearly: those are not changed on the same days.
 */
const horizon = decodeOrThrow(Duration, 'P400D');

/** So many instants are tried. One condition on the time of day has two a day. */
const maxTries = 2_000;

const isRecurring = (leaf: ReadCondition, facts: Facts): boolean => leaf.next?.(facts) !== undefined;

/**
 * What the conditions come to where those that come and go may be either way: `undefined` if it depends on them.
 * @param explanation what they came to at some instant
 * @param leaves their leaves, in the order of the explanation; those that come and go are `true`
 */
const constantly = (explanation: Explanation, leaves: Iterator<boolean>): boolean | undefined => {
  if (explanation.of === undefined) return leaves.next().value === true ? undefined : explanation.holds;
  const { type, of } = explanation;
  const outcomes = of.map((branch) => constantly(branch, leaves));
  if (type === 'not') return outcomes[0] === undefined ? undefined : !outcomes[0];
  const decisive = type === 'any';
  if (outcomes.includes(decisive)) return decisive;
  return outcomes.includes(undefined) ? undefined : !decisive;
};

/** The instants after `from` and before `to` at which a condition that comes and goes may change, in order. */
const recurrences = function* (
  leaves: readonly ReadCondition[],
  facts: Facts,
  to: Instant,
): Generator<Instant> {
  const upcoming = leaves.map((leaf) => leaf.next?.(facts));
  for (;;) {
    const now = upcoming.reduce((one, other) =>
      one === undefined || (other !== undefined && other < one) ? other : one,
    );
    if (now === undefined || now >= to) return;
    yield now;
    for (const [index, leaf] of leaves.entries())
      if (upcoming[index] === now) upcoming[index] = leaf.next?.({ ...facts, now });
  }
};

/**
 * The earliest instant after now at which the conditions hold if nothing but the time changes; `undefined` if none is
 * found. Their outcome can change only where one of the conditions on the time does. Most of those change a few times
 * and never again; between two such changes those that come and go, such as a time of day, are followed: for 400 days,
 * and only where the outcome depends on them.
 */
export const earliestHolding = async (
  conditions: CompiledConditions,
  facts: Facts,
): Promise<Instant | undefined> => {
  const { leaves } = conditions;
  const recurring = leaves.map((leaf) => isRecurring(leaf, facts));
  const recurringLeaves = leaves.filter((_leaf, index) => recurring[index]);
  const changes = leaves.flatMap((leaf) => leaf.changes(facts)).filter((instant) => instant > facts.now);
  const starts = [facts.now, ...[...new Set(changes)].sort()];
  let tries = 0;
  for (const [index, start] of starts.entries()) {
    const then = { ...facts, now: start };
    const explanation = await conditions.evaluate(then);
    if (explanation.holds && index > 0) return start;
    if (constantly(explanation, recurring.values()) === false || recurringLeaves.length === 0) continue;
    const end = starts[index + 1];
    const limit = plus(start, horizon, facts.timeZone);
    for (const now of recurrences(recurringLeaves, then, end === undefined || limit < end ? limit : end)) {
      tries += 1;
      if (tries > maxTries) return undefined;
      if ((await conditions.evaluate({ ...facts, now })).holds) return now;
    }
  }
  return undefined;
};
