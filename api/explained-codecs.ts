import * as t from 'io-ts';
import type { Explained } from '../commands/history/find-sources.js';
import { list } from '../domain/codecs/collections.js';
import { EventId } from '../domain/codecs/ids.js';
import { Json } from '../domain/codecs/json.js';
import { Revision } from '../domain/codecs/numbers.js';
import { open } from '../domain/codecs/struct.js';
import { Instant } from '../domain/codecs/time.js';
import { unbounded } from './codecs.js';

/** An event of the lead, by which its history is opened. */
export const EventRef = open('EventRef', {
  eventId: EventId,
  type: t.string,
  revision: Revision,
  occurredAt: Instant,
});

/** A condition or combination as it was found; `from` is the event that its value comes from. */
const ExplainedCondition: t.Type<Explained, unknown, unknown> = t.recursion('ExplainedCondition', () =>
  open(
    'ExplainedCondition',
    { type: t.string, holds: t.boolean },
    { sentence: t.string, found: Json, from: EventRef, of: list(ExplainedCondition, unbounded) },
  ),
);

/** Conditions as they were found at an instant, on the lead as of a revision. */
export const ExplainedEvaluation = open('ExplainedEvaluation', {
  holds: t.boolean,
  evaluatedAt: Instant,
  leadRevision: Revision,
  explanation: ExplainedCondition,
});
