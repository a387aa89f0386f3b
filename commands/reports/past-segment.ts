import { aggregates } from '../../domain/aggregates.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { type Instant, TimeZone } from '../../domain/codecs/time.js';
import { fold } from '../../domain/decider.js';
import { DomainError } from '../../domain/errors.js';
import type { RegisteredLead } from '../../domain/lead/state.js';
import type { Catalogue } from '../catalogue.js';
import { evaluateConditions } from '../evaluate-step.js';
import type { ReadStream } from '../event-log.js';
import { createPastStates, stateAt } from '../past-states.js';
import { type ResolvedSegment, resolveSegment } from '../segments/segment-filter.js';
import { type Findings, type InputOf, nothingFound } from './report.js';
import type { LeadStory, LookAtLead } from './run-report.js';

type Question = Pick<InputOf<'past-segment'>, 'segment' | 'at'>;

const utc = decodeOrThrow(TimeZone, 'UTC');

/** What segments and funnels were at an instant. */
const catalogueAt = (readStream: ReadStream, at: Instant): Pick<Catalogue, 'segment' | 'funnel'> => {
  const segments = createPastStates(aggregates.segment, readStream);
  const funnels = createPastStates(aggregates.funnel, readStream);
  return {
    segment: async (id) => stateAt(await segments(id), at)?.versions ?? [],
    funnel: async (id) => stateAt(await funnels(id), at)?.versions.at(-1),
  };
};

/** The segment as it was then. @throws DomainError `notFound` for a saved one that did not exist yet */
export const resolvePastSegment = (
  readStream: ReadStream,
  { segment, at }: Question,
): Promise<ResolvedSegment> => resolveSegment(segment, catalogueAt(readStream, at));

const rowOf = ({ externalId, attributes }: RegisteredLead): Findings['rows'][number] => {
  const { email } = attributes;
  return {
    ...(externalId === undefined ? {} : { externalId }),
    ...(email === undefined ? {} : { email }),
  };
};

/**
 * Finds who was in a segment at a past instant: by what was recorded of each lead until then, with the segment and the
 * funnels as they were. Gives a row for each of them.
 * @throws DomainError `notFound` for a saved segment that did not exist yet, `invalid` for conditions that cannot be read
 */
export const createPastSegment = async (
  readStream: ReadStream,
  { segment: asked, at, timeZone: given }: InputOf<'past-segment'>,
): Promise<LookAtLead> => {
  const catalogue = catalogueAt(readStream, at);
  const { segment, timeZone = utc } = await resolveSegment(asked, catalogue);
  const { conditions, listId } = segment;

  return async ({ events }: LeadStory): Promise<Findings> => {
    const { initial, evolve } = aggregates.lead;
    const past = events.filter(({ recordedAt }) => recordedAt <= at);
    const { lead } = fold(evolve, initial, past);
    const revision = past.at(-1)?.revision;
    if (lead.status !== 'registered' || revision === undefined) return nothingFound;
    if (listId !== undefined && !lead.lists.includes(listId)) return nothingFound;
    if (conditions !== undefined) {
      const facts = { lead, now: at, timeZone: given ?? timeZone };
      const evaluated = await evaluateConditions(conditions, facts, revision, catalogue);
      if (!evaluated.ok)
        throw DomainError.invalid([{ path: 'segment.conditions', message: evaluated.message }]);
      if (!evaluated.evaluation.holds) return nothingFound;
    }
    return { rows: [rowOf(lead)], figures: [{ figure: 'members', count: 1 }] };
  };
};
