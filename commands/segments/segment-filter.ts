import type { Instant, TimeZone } from '../../domain/codecs/time.js';
import { DomainError } from '../../domain/errors.js';
import type { Segment } from '../../domain/segment/segment.js';
import type { Filter } from '../../rules/filter.js';
import { readConditions } from '../../rules/read-conditions.js';
import { registered, toFilter } from '../../rules/to-filter.js';
import type { Catalogue } from '../catalogue.js';
import { readFunnels } from '../read-funnels.js';

/** When conditions on the time are decided, and by which clock. */
export interface At {
  readonly now: Instant;
  readonly timeZone: TimeZone;
}

/** The saved segment that is named by its id. */
export interface ResolvedSegment {
  /** Names none by its id. */
  readonly segment: Segment;
  /** The version of the saved one. */
  readonly version?: number;
  readonly timeZone?: TimeZone;
}

/** @throws DomainError `notFound` for the id of a segment that does not exist */
export const resolveSegment = async (
  segment: Segment,
  catalogue: Pick<Catalogue, 'segment'>,
): Promise<ResolvedSegment> => {
  if (segment.segmentId === undefined) return { segment };
  const versions = await catalogue.segment(segment.segmentId);
  const saved = versions.at(-1);
  if (saved === undefined) throw DomainError.notFound('This segment');
  const { name: _name, description: _description, timeZone, ...who } = saved;
  return { segment: who, version: versions.length, ...(timeZone === undefined ? {} : { timeZone }) };
};

/** The leads of a segment that has been resolved. @throws DomainError `invalid` for conditions that cannot be read */
export const segmentFilter = async (
  { conditions, listId }: Segment,
  at: At,
  catalogue: Pick<Catalogue, 'funnel'>,
): Promise<Filter> => {
  const onList: Filter = listId === undefined ? {} : { 'lead.lists': { $eq: listId } };
  if (conditions === undefined) return { ...registered, ...onList };
  const read = readConditions(conditions, 'segment.conditions');
  if (!read.ok) throw DomainError.invalid(read.faults);
  const funnels = await readFunnels(read.references, catalogue);
  return { ...toFilter(read.tree, { ...at, funnels }), ...onList };
};
