import { BSONRegExp, MaxKey, MinKey } from 'bson';
import { typeOrder } from '../bson/compare.js';
import type { Value } from '../bson/value.js';
import { compareParts, type Part, TypeEdge } from '../index/bound.js';
import type { Predicate } from './expression.js';
import { literalPrefix } from './regex.js';

/** Keys between two places; a side of -1 is before the part itself, 1 after it. */
export interface Interval {
  readonly low: Part;
  readonly lowSide: -1 | 1;
  readonly high: Part;
  readonly highSide: -1 | 1;
}

const point = (value: Part): Interval => ({ low: value, lowSide: -1, high: value, highSide: 1 });

export const isPoint = (interval: Interval): boolean =>
  interval.lowSide === -1 && interval.highSide === 1 && compareParts(interval.low, interval.high) === 0;

/** An array is found by its first element, or as an element of another array. */
const pointsOf = (value: Value): readonly Interval[] =>
  Array.isArray(value) ? [point(value[0]), point(value)] : [point(value)];

const ofList = (values: readonly Value[]): readonly Interval[] | undefined => {
  if (values.some((value) => value instanceof BSONRegExp)) return undefined;
  const points = values.flatMap(pointsOf).sort((a, b) => compareParts(a.low, b.low));
  return points.filter((each, at) => at === 0 || compareParts(points[at - 1]?.low, each.low) !== 0);
};

const ofComparison = (operator: string, operand: Value): readonly Interval[] | undefined => {
  if (operand === null) return [point(null)];
  if (Array.isArray(operand) || operand instanceof MinKey || operand instanceof MaxKey) return undefined;
  const first = new TypeEdge(typeOrder(operand), -1);
  const last = new TypeEdge(typeOrder(operand), 1);
  switch (operator) {
    case '$gt':
      return [{ low: operand, lowSide: 1, high: last, highSide: 1 }];
    case '$gte':
      return [{ low: operand, lowSide: -1, high: last, highSide: 1 }];
    case '$lt':
      return [{ low: first, lowSide: -1, high: operand, highSide: -1 }];
    default:
      return [{ low: first, lowSide: -1, high: operand, highSide: 1 }];
  }
};

const ofRegex = (regex: Value): readonly Interval[] | undefined => {
  const prefix = regex instanceof BSONRegExp ? literalPrefix(regex) : '';
  if (prefix === '') return undefined;
  const last = `${prefix}${'\u{10FFFF}'.repeat(64)}`;
  return [{ low: prefix, lowSide: -1, high: last, highSide: 1 }, point(regex)];
};

/** Where the keys of all matching documents are (and perhaps others), or undefined if that is anywhere. */
export const intervalsOf = ({ operator, operand, values }: Predicate): readonly Interval[] | undefined => {
  switch (operator) {
    case '$eq':
    case '$all':
      return ofList([operand]) ?? [point(operand)];
    case '$in':
      return Array.isArray(operand) ? ofList(operand) : undefined;
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return ofComparison(operator, operand);
    case '$regex':
      return ofRegex(operand);
    case '$elemMatch': {
      // What an inner $elemMatch demands holds for elements of elements, which have no keys.
      const demands = (values ?? []).filter(
        ({ negated, predicate }) => !negated && predicate.operator !== '$elemMatch',
      );
      return intersectAll(demands.map((test) => intervalsOf(test.predicate)));
    }
    default:
      return undefined;
  }
};

const comparePlaces = (a: Part, aSide: number, b: Part, bSide: number): number =>
  compareParts(a, b) || aSide - bSide;

const overlap = (a: Interval, b: Interval): readonly Interval[] => {
  const lower = comparePlaces(a.low, a.lowSide, b.low, b.lowSide) >= 0 ? a : b;
  const upper = comparePlaces(a.high, a.highSide, b.high, b.highSide) <= 0 ? a : b;
  const { low, lowSide } = lower;
  const { high, highSide } = upper;
  return comparePlaces(low, lowSide, high, highSide) < 0 ? [{ low, lowSide, high, highSide }] : [];
};

export const intersectAll = (
  lists: readonly (readonly Interval[] | undefined)[],
): readonly Interval[] | undefined => {
  const known = lists.filter((list) => list !== undefined);
  const [first, ...rest] = known;
  return rest.reduce((all, list) => all?.flatMap((a) => list.flatMap((b) => overlap(a, b))), first);
};
