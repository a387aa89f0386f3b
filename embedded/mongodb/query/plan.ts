import { refuse } from '../errors.js';
import type { Index } from '../index/collection-index.js';
import { type Constraint, constraintsOf } from './constraints.js';
import type { Expression } from './expression.js';
import { keysIn, type Scan, scanOf } from './scan.js';
import type { SortField } from './sort.js';

/** `merge`: every scan or range is read as a stream in the order of the sort. */
export interface Plan {
  readonly scans: readonly Scan[] | 'collection';
  readonly order: 'none' | 'merge' | 'blocking';
}

export interface Request {
  readonly filter: Expression;
  readonly sort: readonly SortField[];
  readonly limit: number;
  readonly hint?: Index | '$natural' | undefined;
}

interface Costed {
  readonly plan: Plan;
  readonly keys: number;
  readonly cost: number;
}

const orderOf = (scans: readonly Scan[], sort: readonly SortField[]): Plan['order'] => {
  if (sort.length === 0) return 'none';
  return scans.some((scan) => scan.sorted && scan.ranges.length <= 1000) ? 'merge' : 'blocking';
};

const planned = (scans: readonly Scan[], sort: readonly SortField[]): Omit<Costed, 'cost'> => ({
  plan: { scans, order: orderOf(scans, sort) },
  keys: scans.reduce((sum, scan) => sum + keysIn(scan), 0),
});

const narrowest = (
  indexes: readonly Index[],
  constraints: readonly Constraint[],
  sort: readonly SortField[],
): Scan | undefined => {
  const bounded = indexes.flatMap((index) => {
    const scan = scanOf(index, constraints, sort, false);
    return scan === undefined || scan.bounded === 0 ? [] : [{ scan, keys: keysIn(scan) }];
  });
  const better = (a: (typeof bounded)[number], b: (typeof bounded)[number]): boolean =>
    a.keys !== b.keys ? a.keys < b.keys : a.scan.sorted && !b.scan.sorted;
  return bounded.reduce<(typeof bounded)[number] | undefined>(
    (best, each) => (best === undefined || better(each, best) ? each : best),
    undefined,
  )?.scan;
};

const unionsOf = (
  filter: Expression,
  indexes: readonly Index[],
  constraints: readonly Constraint[],
  sort: readonly SortField[],
): readonly (readonly Scan[])[] => {
  const conjuncts = filter.kind === 'and' ? filter.parts : [filter];
  return conjuncts.flatMap((part) => {
    if (part.kind !== 'or') return [];
    const scans = part.parts.map((branch) =>
      narrowest(indexes, [...constraints, ...constraintsOf(branch)], sort),
    );
    const known = scans.filter((scan) => scan !== undefined);
    return known.length === scans.length ? [known] : [];
  });
};

/** A stream stops at the limit, but how soon is a guess: only a clear gain may outweigh a narrower scan. */
const pessimism = 10;
const startUp = 100;

const costOf = ({ plan, keys }: Omit<Costed, 'cost'>, fewest: number, limit: number): number => {
  const streams = plan.order !== 'blocking' && limit > 0;
  if (plan.order === 'blocking') return keys * 2;
  if (!streams) return keys;
  const blocking =
    plan.scans === 'collection'
      ? 0
      : plan.scans.reduce(
          (sum, scan) => sum + (plan.order === 'merge' && !scan.sorted ? keysIn(scan) : 0),
          0,
        );
  if (keys <= fewest) return Math.min(keys, limit) + blocking;
  return Math.min(keys, startUp + pessimism * limit * (keys / Math.max(1, fewest))) + blocking;
};

const forcedPlan = (
  hint: Index | '$natural',
  constraints: readonly Constraint[],
  sort: readonly SortField[],
): Plan => {
  const collection: Plan = { scans: 'collection', order: sort.length > 0 ? 'blocking' : 'none' };
  if (hint === '$natural') return collection;
  const scan = scanOf(hint, constraints, sort, true);
  return scan === undefined
    ? refuse(
        2,
        `error processing query: hint '${hint.definition.name}' cannot answer it completely (partial index)`,
      )
    : planned([scan], sort).plan;
};

/** Picks the way with the fewest keys to examine; counts come from the indexes themselves. */
export const choosePlan = (request: Request, indexes: readonly Index[], size: number): Plan => {
  const { filter, sort, limit, hint } = request;
  const constraints = constraintsOf(filter);
  if (hint !== undefined) return forcedPlan(hint, constraints, sort);
  const single = indexes.flatMap((index) => {
    const scan = scanOf(index, constraints, sort, false);
    return scan === undefined ? [] : [planned([scan], sort)];
  });
  const unions = unionsOf(filter, indexes, constraints, sort).map((scans) => planned(scans, sort));
  const collection = {
    plan: { scans: 'collection', order: sort.length > 0 ? 'blocking' : 'none' },
    keys: size,
  } as const;
  const candidates = [...unions, ...single, collection];
  const fewest = Math.min(...candidates.map(({ keys }) => keys));
  return candidates
    .map((candidate): Costed => ({ ...candidate, cost: costOf(candidate, fewest, limit) }))
    .reduce((best, each) => (each.cost < best.cost ? each : best)).plan;
};
