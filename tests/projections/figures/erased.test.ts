import { describe, expect, it } from 'vitest';
import type { Recorded } from '../../../domain/event.js';
import type { AnyEvent } from '../../../domain/events.js';
import { redact } from '../../../domain/redact.js';
import { readModels } from '../../../projections/index.js';
import type { Document, ReadModel } from '../../../projections/read-model.js';
import { fc } from '../../support/arbitraries.js';
import { over } from '../events.js';
import { emailHistory } from './email-histories.js';
import { flowHistory } from './flow-histories.js';

/** What is left in the log once its people are erased. */
const erased = (events: readonly Recorded<AnyEvent>[]): readonly Recorded<AnyEvent>[] =>
  events.flatMap((event): readonly Recorded<AnyEvent>[] => {
    const left: object | undefined = redact(event);
    if (left === undefined) return [];
    return [JSON.parse(JSON.stringify({ ...event, ...left, redacted: true }))];
  });

const holds = <Doc extends Document>(
  model: ReadModel<Doc>,
  history: fc.Arbitrary<readonly Recorded<AnyEvent>[]>,
) =>
  fc.assert(
    fc.asyncProperty(history, async (events) => {
      const [before, after] = [over(model), over(model)];
      await before.project(events);
      await after.project(erased(events));
      expect(after.all()).toEqual(before.all());
    }),
    { numRuns: 40 },
  );

describe('built anew when everybody has been erased', () => {
  it('the figures of flows are the same', () => holds(readModels.flowFigures, flowHistory));
  it('the figures of e-mails are the same', () => holds(readModels.emailFigures, emailHistory));
});
