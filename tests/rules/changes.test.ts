import { describe, expect, it } from 'vitest';
import type { Instant } from '../../domain/codecs/time.js';
import type { ConditionTree } from '../../domain/flow/condition-tree.js';
import { evolveLead, unknownLead } from '../../domain/lead/state.js';
import { compileConditions } from '../../rules/evaluate.js';
import { readConditions } from '../../rules/read-conditions.js';
import { earliestHolding } from '../../rules/wait.js';
import { fc } from '../support/arbitraries.js';
import { funnels, histories, instants, leaves, timeZones, trees } from '../support/naive/arbitraries.js';
import { naiveHolds } from '../support/naive/interpreter.js';
import { instant } from './facts.js';

const later = (now: Instant, minutes: number): Instant =>
  instant(new Date(Date.parse(now) + minutes * 60_000).toISOString());

const compiled = (tree: ConditionTree) => {
  const read = readConditions(tree, 'conditions');
  return read.ok ? compileConditions(read.tree) : expect.fail(JSON.stringify(read.faults));
};

const situations = fc
  .record({ history: histories(0), now: instants, timeZone: timeZones })
  .map(({ history, now, timeZone }) => {
    const lead = history.reduce(evolveLead, unknownLead);
    if (lead.status !== 'registered') return expect.fail('is not registered');
    const facts = { lead, now, timeZone, funnels };
    const holdsAt = (tree: ConditionTree, at: Instant) =>
      naiveHolds(tree, history, { now: at, timeZone, funnels });
    return { facts, holdsAt };
  });

/** So many days are looked at, at instants of which the clock shows an odd minute as well as round ones. */
const days = 40;
const minutes = fc.oneof(
  fc.nat({ max: days * 24 * 60 }),
  fc.nat({ max: days * 24 * 4 }).map((quarters) => quarters * 15),
);

describe('the passing of time', () => {
  it.each([...leaves])(
    'changes the outcome of %s only when the condition says that it may',
    (_type, conditions) => {
      fc.assert(
        fc.property(
          conditions,
          situations,
          fc.array(minutes, { maxLength: 20 }),
          (tree, { facts, holdsAt }, ahead) => {
            const [leaf] = compiled(tree).leaves;
            const next = leaf?.next?.(facts);
            const changes = [...(leaf?.changes(facts) ?? []), ...(next === undefined ? [] : [next])];
            const first = changes.filter((at) => at > facts.now).sort()[0];
            for (const minute of ahead) {
              const at = later(facts.now, minute);
              if (first !== undefined && at >= first) continue;
              expect(holdsAt(tree, at), `${JSON.stringify(tree)} at ${at}`).toBe(holdsAt(tree, facts.now));
            }
          },
        ),
        { numRuns: 150 },
      );
    },
  );

  it('brings the earliest instant at which conditions hold, and they hold at none before it', async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(
        trees,
        situations,
        fc.array(minutes, { maxLength: 30 }),
        async (tree, { facts, holdsAt }, ahead) => {
          if (holdsAt(tree, facts.now)) return;
          const earliest = await earliestHolding(compiled(tree), facts);
          if (earliest !== undefined) {
            found += 1;
            expect(holdsAt(tree, earliest), JSON.stringify(tree)).toBe(true);
          }
          for (const minute of ahead) {
            const at = later(facts.now, minute);
            if (earliest === undefined || at < earliest)
              expect(holdsAt(tree, at), `${JSON.stringify(tree)} at ${at}`).toBe(false);
          }
        },
      ),
      { numRuns: 600 },
    );
    expect(found).toBeGreaterThan(20);
  });
});
