import { describe, expect, it } from 'vitest';
import { readModels } from '../../../projections/index.js';
import { fc } from '../../support/arbitraries.js';
import { over } from '../events.js';
import { flowHistory } from './flow-histories.js';
import { countFlows } from './naive-flows.js';
import { sayFlows } from './say-flows.js';

const figures = async (...batches: readonly Parameters<ReturnType<typeof over>['project']>[0][]) => {
  const model = over(readModels.flowFigures);
  for (const batch of batches) await model.project(batch);
  return model;
};

describe('the figures of flows', () => {
  it('are what is counted straight over all events', async () => {
    await fc.assert(
      fc.asyncProperty(flowHistory, async (events) => {
        const { all } = await figures(events);
        expect(sayFlows(all())).toEqual(countFlows(events));
      }),
      { numRuns: 100 },
    );
  });

  it('are the same event by event, and nothing counts twice where a batch begins again', async () => {
    await fc.assert(
      fc.asyncProperty(
        flowHistory,
        fc.integer({ min: 1, max: 12 }),
        fc.nat(6),
        async (events, size, again) => {
          const whole = await figures(events);
          const single = await figures(...events.map((event) => [event]));
          const cut = await figures(
            ...Array.from({ length: Math.ceil(events.length / size) }, (_, index) =>
              events.slice(Math.max(0, index * size - again), (index + 1) * size),
            ),
          );
          expect(single.all()).toEqual(whole.all());
          expect(cut.all()).toEqual(whole.all());
          const written = cut.writes();
          await cut.project(events);
          expect(cut.writes()).toBe(written);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('balance: whoever came to a version is still on it, or has ended there', async () => {
    await fc.assert(
      fc.asyncProperty(flowHistory, async (events) => {
        const { all } = await figures(events);
        for (const doc of all()) {
          if (doc.kind !== 'version') continue;
          const ended = doc.completed + doc.goalReached + doc.exited + doc.cancelled;
          expect(doc.active + ended).toBe(doc.entered + doc.movedIn - doc.movedOut);
        }
      }),
      { numRuns: 40 },
    );
  });
});
