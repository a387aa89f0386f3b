import type { Revision } from '../../domain/codecs/numbers.js';
import type { Instant, TimeZone } from '../../domain/codecs/time.js';
import type { ConditionTree } from '../../domain/flow/condition-tree.js';
import type { RegisteredLead } from '../../domain/lead/state.js';
import type { Segment } from '../../domain/segment/segment.js';
import { earliestHolding } from '../../rules/wait.js';
import type { Catalogue } from '../catalogue.js';
import { evaluateConditions } from '../evaluate-step.js';

/** A lead as of a revision of its stream, and when and by which clock it is looked at. */
export interface LeadAt {
  readonly lead: RegisteredLead;
  readonly revision: Revision;
  readonly now: Instant;
  readonly timeZone: TimeZone;
}

/** Whether a lead is in a segment, and when time alone may change that, if it ever does. */
export interface Found {
  readonly isIn: boolean;
  readonly changesAt?: Instant;
}

/** One entry for every tree: what is compiled for it is kept with it. */
const negations = new WeakMap<object, ConditionTree>();

const not = (tree: ConditionTree): ConditionTree => {
  const known = negations.get(tree) ?? { not: tree };
  negations.set(tree, known);
  return known;
};

/**
 * Looks whether a lead is in a segment that has been resolved. Nobody is in one whose conditions cannot be read
 * (saving refuses those).
 */
export const findMembership = async (
  { conditions, listId }: Segment,
  { revision, ...leadAt }: LeadAt,
  catalogue: Pick<Catalogue, 'funnel'>,
): Promise<Found> => {
  const isOnList = listId === undefined || leadAt.lead.lists.includes(listId);
  if (conditions === undefined || !isOnList) return { isIn: isOnList };
  const evaluated = await evaluateConditions(conditions, leadAt, revision, catalogue);
  if (!evaluated.ok) return { isIn: false };
  const isIn = evaluated.evaluation.holds;
  if (!evaluated.conditions.leaves.some((leaf) => leaf.isTimed)) return { isIn };
  const other = isIn ? await evaluateConditions(not(conditions), leadAt, revision, catalogue) : evaluated;
  const changesAt = other.ok ? await earliestHolding(other.conditions, other.facts) : undefined;
  return { isIn, ...(changesAt === undefined ? {} : { changesAt }) };
};
