import { describe, expect, it } from 'vitest';
import type { Recorded } from '../../../domain/event.js';
import type { AnyEvent } from '../../../domain/events.js';
import { readModels } from '../../../projections/index.js';
import { createProject } from '../../../projections/project.js';
import type { Document, ReadModel } from '../../../projections/read-model.js';
import { fc } from '../../support/arbitraries.js';
import { createInMemoryDocuments } from '../../support/in-memory-documents.js';
import { neverPark } from '../../support/park.js';
import { over } from '../events.js';
import { emailHistory } from './email-histories.js';
import { flowHistory } from './flow-histories.js';

/** Before which of its writes the database is lost; after each loss the process begins again, with an empty memory. */
const losses = fc.uniqueArray(fc.nat(40), { maxLength: 8 });

/** Projects each batch until it works, over a database that is lost now and then, some documents of a write already in it. */
const withLosses = async <Doc extends Document>(
  model: ReadModel<Doc>,
  batches: readonly (readonly Recorded<AnyEvent>[])[],
  lostAt: ReadonlySet<number>,
): Promise<readonly Doc[]> => {
  const documents = createInMemoryDocuments<Doc>();
  let writes = 0;
  let isLost = false;
  const lost = async (): Promise<void> => {
    if (isLost) throw new Error('no connection');
  };
  const save = async (docs: readonly Doc[]): Promise<void> => {
    await lost();
    writes += 1;
    isLost = lostAt.has(writes);
    await documents.save(isLost ? docs.slice(0, docs.length / 2) : docs);
    await lost();
  };
  const start = () =>
    createProject(model, { load: documents.load, ping: lost, save }, (error) => neverPark(error, {}));
  let project = start();
  for (const batch of batches)
    for (let isDone = false; !isDone; ) {
      isDone = await project(batch).then(
        () => true,
        () => false,
      );
      if (isDone) continue;
      isLost = false;
      project = start();
    }
  return documents.all();
};

const inBatches = (events: readonly Recorded<AnyEvent>[], size: number) =>
  Array.from({ length: Math.ceil(events.length / size) }, (_, index) =>
    events.slice(index * size, (index + 1) * size),
  );

const holds = <Doc extends Document>(
  model: ReadModel<Doc>,
  history: fc.Arbitrary<readonly Recorded<AnyEvent>[]>,
) =>
  fc.assert(
    fc.asyncProperty(history, losses, fc.integer({ min: 1, max: 10 }), async (events, lostAt, size) => {
      const whole = over(model);
      await whole.project(events);
      expect(await withLosses(model, inBatches(events, size), new Set(lostAt))).toEqual(whole.all());
    }),
    { numRuns: 60 },
  );

describe('wherever writing is interrupted, and begins again', () => {
  it('the figures of flows are the same', () => holds(readModels.flowFigures, flowHistory));
  it('the figures of e-mails are the same', () => holds(readModels.emailFigures, emailHistory));
});
