import { decodeOrThrow } from '../../domain/codecs/decode.js';
import type { LeadId } from '../../domain/codecs/ids.js';
import { type Instant, TimeZone } from '../../domain/codecs/time.js';
import { DomainError } from '../../domain/errors.js';
import { noSuchLead } from '../../domain/lead/no-such-lead.js';
import type { Evaluation, Explanation } from '../../domain/run/evaluation.js';
import type { Segment } from '../../domain/segment/segment.js';
import type { Filter } from '../../rules/filter.js';
import type { Catalogue } from '../catalogue.js';
import { evaluateConditions } from '../evaluate-step.js';
import type { Clock } from '../event-log.js';
import type { Repositories } from '../repositories.js';
import { checkSegment, createRefuseFaults } from './check-segment.js';
import type { FindLeads, LeadAtRevision } from './find-leads.js';
import { type At, type ResolvedSegment, resolveSegment, segmentFilter } from './segment-filter.js';
import { afterFilter, type End, type Sort, sortOf } from './sort-leads.js';

/** Who is asked for; `timeZone` goes before that of a saved segment. */
export interface Asked {
  readonly segment: Segment;
  readonly timeZone?: TimeZone;
}

export interface Counted {
  readonly count: number;
  readonly countedAt: Instant;
  /** Of the saved segment. */
  readonly version?: number;
}

export interface QuerySegmentsPorts {
  readonly findLeads: FindLeads;
  readonly catalogue: Catalogue;
  readonly repositories: Pick<Repositories, 'leads'>;
  readonly clock: Clock;
}

const utc = decodeOrThrow(TimeZone, 'UTC');

/** Who is in segments, by the read model; every question is checked before it. */
export const createQuerySegments = ({ findLeads, catalogue, repositories, clock }: QuerySegmentsPorts) => {
  const refuseFaults = createRefuseFaults(catalogue, 'This segment names what does not exist.');

  /** @throws DomainError `invalid` with every fault, or `unusable` */
  const resolve = async ({ segment, timeZone }: Asked): Promise<ResolvedSegment & { readonly at: At }> => {
    await refuseFaults(checkSegment(segment, 'segment'));
    const resolved = await resolveSegment(segment, catalogue);
    return { ...resolved, at: { now: clock(), timeZone: timeZone ?? resolved.timeZone ?? utc } };
  };

  const filterAt = async (asked: Asked, now?: Instant): Promise<{ filter: Filter; at: At }> => {
    const { segment, at } = await resolve(asked);
    const then = now === undefined ? at : { ...at, now };
    return { filter: await segmentFilter(segment, then, catalogue), at: then };
  };

  return {
    /**
     * At most `limit` leads and one more, sorted, after the end of the page before.
     * @param now the instant of the first page, so that the others are of the same
     */
    page: async (
      asked: Asked,
      { sort, limit, after, now }: { sort: Sort; limit: number; after?: End; now?: Instant },
    ): Promise<{ readonly leads: readonly LeadAtRevision[]; readonly now: Instant }> => {
      const { filter, at } = await filterAt(asked, now);
      const rest = after === undefined ? filter : { $and: [filter, afterFilter(sort, after)] };
      return {
        leads: await findLeads.page({ filter: rest, sort: sortOf(sort), limit: limit + 1 }),
        now: at.now,
      };
    },

    /** All of them by their ids, a page in memory at a time. */
    pages: async (asked: Asked): Promise<AsyncIterable<readonly LeadAtRevision[]>> =>
      findLeads.pages((await filterAt(asked)).filter),

    count: async (asked: Asked): Promise<Counted> => {
      const { segment, version, at } = await resolve(asked);
      const count = await findLeads.count(await segmentFilter(segment, at, catalogue));
      return { count, countedAt: at.now, ...(version === undefined ? {} : { version }) };
    },

    /**
     * Whether a lead, as the log has it, is in a segment, and why.
     * @throws DomainError as `page`, or `notFound` for a lead that does not exist
     */
    explain: async (asked: Asked, leadId: LeadId): Promise<Evaluation> => {
      const { segment, at } = await resolve(asked);
      const { state, revision } = await repositories.leads.load(leadId);
      const { lead } = state;
      if (lead.status === 'unknown') throw noSuchLead(lead);
      if (revision === undefined) throw DomainError.notFound('This lead');
      const of: Explanation[] = [];
      const { listId, conditions } = segment;
      if (listId !== undefined) {
        const sentence = `is on the broadcast list “${listId}”`;
        of.push({ type: 'on-list', holds: lead.lists.includes(listId), sentence, found: lead.lists });
      }
      if (conditions !== undefined) {
        const evaluated = await evaluateConditions(conditions, { lead, ...at }, revision, catalogue);
        if (!evaluated.ok)
          throw DomainError.invalid([{ path: 'segment.conditions', message: evaluated.message }]);
        of.push(evaluated.evaluation.explanation);
      }
      const holds = of.every((part) => part.holds);
      const [only] = of;
      const explanation = of.length === 1 && only !== undefined ? only : { type: 'all', holds, of };
      return { holds, evaluatedAt: at.now, leadRevision: revision, explanation };
    },
  };
};
