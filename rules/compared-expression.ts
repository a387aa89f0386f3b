import type { Json } from '../domain/codecs/json.js';
import { asKey } from '../domain/lead/comparable.js';
import type { ScalarComparison } from './comparison.js';
import { escaped } from './filter.js';

const literal = (value: Json): Json => ({ $literal: value });

const like = (regex: string): Json => ({
  $regexMatch: { input: { $ifNull: ['$$one.text', ''] }, regex: literal(regex), options: 's' },
});

/** A missing number is less than every number to MongoDB. */
const aNumber = (...bounds: readonly Json[]): Json => ({ $and: [{ $isNumber: '$$one.number' }, ...bounds] });

/** `comparedFilter` as an expression on `$$one`, a value stored as `Compared`. */
export const comparedExpression = (comparison: ScalarComparison): Json => {
  switch (comparison.op) {
    case 'equals':
      return { $eq: ['$$one.key', literal(asKey(comparison.value))] };
    case 'not-equals':
      return { $ne: ['$$one.key', literal(asKey(comparison.value))] };
    case 'in':
      return { $in: ['$$one.key', literal(comparison.value.map(asKey))] };
    case 'contains':
      return like(escaped(comparison.value.toLowerCase()));
    case 'starts-with':
      return like(`^${escaped(comparison.value.toLowerCase())}`);
    case 'more-than':
      return aNumber({ $gt: ['$$one.number', comparison.value] });
    case 'less-than':
      return aNumber({ $lt: ['$$one.number', comparison.value] });
    case 'between': {
      const [low, high] = comparison.value;
      return aNumber({ $gte: ['$$one.number', low] }, { $lte: ['$$one.number', high] });
    }
    case 'exists':
      return { $ne: ['$$one.text', ''] };
    default:
      return comparison satisfies never;
  }
};
