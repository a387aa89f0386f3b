import type { Instant } from '../domain/codecs/time.js';
import type { Facts } from './condition.js';
import type { CompiledConditions } from './evaluate.js';

const changesAfter = ({ leaves }: CompiledConditions, facts: Facts): readonly Instant[] =>
  leaves.flatMap((leaf) => leaf.changes(facts)).filter((instant) => instant > facts.now);

/**
 * The earliest instant after now at which the conditions hold if nothing but the time changes; `undefined` if none.
 * Their outcome can change only where one of the conditions on the time does, so only those instants are tried.
 */
export const earliestHolding = async (
  conditions: CompiledConditions,
  facts: Facts,
): Promise<Instant | undefined> => {
  // A weekday comes again: "a Monday after Christmas" is found in the week that follows the change at Christmas.
  const changes = changesAfter(conditions, facts).flatMap((instant) => [
    instant,
    ...changesAfter(conditions, { ...facts, now: instant }),
  ]);
  for (const instant of [...new Set(changes)].sort()) {
    const explanation = await conditions.evaluate({ ...facts, now: instant });
    if (explanation.holds) return instant;
  }
  return undefined;
};
