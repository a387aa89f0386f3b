import { isRecord } from '../domain/codecs/struct.js';
import type { Fault } from '../domain/errors.js';
import { areDisjoint } from './claim.js';
import type { ReadCondition } from './condition.js';
import type { ReadTree } from './read-conditions.js';

/** A condition that must hold, or must not. */
interface Demand {
  readonly condition: ReadCondition;
  readonly path: string;
  readonly holds: boolean;
  /** Equal for conditions with the same settings, in whatever order they are written. */
  readonly identity: string;
}

/** Branches of which one must hold, or one must not. */
interface Choice {
  readonly of: readonly ReadTree[];
  readonly holds: boolean;
}

const sorted = (_name: string, value: unknown): unknown =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).sort()) : value;

/** Takes apart what must all be so for a tree to hold (or not to): `not` of `any` is an `all` of `not`. */
const demandsOf = (tree: ReadTree, holds: boolean): readonly (Demand | Choice)[] => {
  if (tree.kind === 'condition') {
    const { condition, path } = tree;
    return [{ condition, path, holds, identity: JSON.stringify(condition.settings, sorted) }];
  }
  if (tree.kind === 'not') return tree.of.flatMap((branch) => demandsOf(branch, !holds));
  const areJoint = tree.of.length === 1 || (tree.kind === 'all') === holds;
  return areJoint ? tree.of.flatMap((branch) => demandsOf(branch, holds)) : [{ of: tree.of, holds }];
};

const contradict = (one: Demand, other: Demand): boolean => {
  if (one.holds !== other.holds) return one.identity === other.identity;
  return (
    one.holds &&
    one.condition.claims.some((claim) => other.condition.claims.some((that) => areDisjoint(claim, that)))
  );
};

const contradictionsIn = (tree: ReadTree, holds: boolean): readonly Fault[] => {
  const demands: Demand[] = [];
  return demandsOf(tree, holds).flatMap((demand) => {
    if ('of' in demand) return demand.of.flatMap((branch) => contradictionsIn(branch, demand.holds));
    const earlier = demands.find((one) => contradict(one, demand));
    demands.push(demand);
    return earlier === undefined
      ? []
      : [{ path: demand.path, message: `contradicts ${earlier.path}: the two never hold together` }];
  });
};

/**
 * Conditions that must hold together and cannot: one beside its negation, or two that want the same value to be
 * different things. Found also in a branch of `any`, which would be there in vain. What is found never holds for any lead
 * at any time; not everything that never holds is found.
 */
export const contradictions = (tree: ReadTree): readonly Fault[] => contradictionsIn(tree, true);
