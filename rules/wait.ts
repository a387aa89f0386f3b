import type { Instant } from '../domain/codecs/time.js';
import type { Facts } from './condition.js';
import type { CompiledConditions } from './evaluate.js';

/**
 * The earliest instant after now at which the conditions hold if nothing but the time changes; `undefined` if none.
 * Their outcome can change only where one of the conditions on the time does, so only those instants are tried.
 */
export const earliestHolding = async (
  conditions: CompiledConditions,
  facts: Facts,
): Promise<Instant | undefined> => {
  const changes = conditions.leaves
    .flatMap((leaf) => leaf.changes(facts))
    .filter((instant) => instant > facts.now);
  for (const instant of [...new Set(changes)].sort()) {
    const explanation = await conditions.evaluate({ ...facts, now: instant });
    if (explanation.holds) return instant;
  }
  return undefined;
};
