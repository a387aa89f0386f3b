import { describe, expect, it } from 'vitest';
import { type Explained, findSources } from '../../../commands/history/find-sources.js';
import { evolveLead, unknownLead } from '../../../domain/lead/state.js';
import { compileConditions } from '../../../rules/evaluate.js';
import { readConditions } from '../../../rules/read-conditions.js';
import { fc } from '../../support/arbitraries.js';
import { funnels, histories, instants, leaves, timeZones } from '../../support/naive/arbitraries.js';

describe('the event that the value of a condition comes from', () => {
  it('is the last without which it would be another, for every condition and lead', async () => {
    let named = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(...leaves.values()),
        histories(0),
        instants,
        timeZones,
        async (tree, history, now, timeZone) => {
          const read = readConditions(tree, 'conditions');
          if (!read.ok) return expect.fail(JSON.stringify(read.faults));
          const conditions = compileConditions(read.tree);
          const circumstances = { now, timeZone, funnels };
          const foundAt = async (count: number) => {
            const lead = history.slice(0, count).reduce(evolveLead, unknownLead);
            return lead.status === 'unknown' ? undefined : conditions.evaluate({ ...circumstances, lead });
          };
          const whole = (await foundAt(history.length)) ?? expect.fail('is not registered');
          const { from }: Explained = findSources(tree, whole, history, circumstances);
          const since = from === undefined ? 0 : from.revision;
          for (const count of [since + 1, history.length]) expect(await foundAt(count)).toEqual(whole);
          if (from === undefined || since === 0) return;
          named += 1;
          const [leaf] = conditions.leaves;
          const factAt = (count: number) => {
            const lead = history.slice(0, count).reduce(evolveLead, unknownLead);
            if (lead.status === 'unknown' || leaf === undefined) return undefined;
            return [leaf.fact({ ...circumstances, lead }), leaf.found({ ...circumstances, lead })];
          };
          expect(factAt(since)).not.toEqual(factAt(since + 1));
        },
      ),
      { numRuns: 400 },
    );
    expect(named).toBeGreaterThan(20);
  });
});
