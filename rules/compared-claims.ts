import type { Scalar } from '../domain/codecs/values.js';
import { asKey, asNumber } from '../domain/lead/comparable.js';
import { type Claim, point, type Span } from './claim.js';
import type { ScalarComparison } from './comparison.js';

const key = (value: Scalar): string => asKey(value) ?? '';

/** The numbers that a value may be where it equals this one; `undefined` for those whose text is not their only one. */
const numbersOf = (value: Scalar): readonly number[] | undefined => {
  const number = asNumber(value);
  if (number !== null) return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? [number] : undefined;
  return Number.isNaN(Number(value)) || typeof value === 'boolean' ? [] : undefined;
};

const keySpans = (comparison: ScalarComparison): readonly Span[] | undefined => {
  switch (comparison.op) {
    case 'equals':
      return [point(key(comparison.value))];
    case 'in':
      return comparison.value.map((value) => point(key(value)));
    case 'not-equals':
      return [{ below: key(comparison.value) }, { above: key(comparison.value) }];
    case 'exists':
      return [{ above: '' }];
    default:
      return undefined;
  }
};

const numberSpans = (comparison: ScalarComparison): readonly Span[] | undefined => {
  switch (comparison.op) {
    case 'equals':
      return numbersOf(comparison.value)?.map(point);
    case 'in': {
      const numbers = comparison.value.map(numbersOf);
      return numbers.includes(undefined) ? undefined : numbers.flatMap((some) => some ?? []).map(point);
    }
    case 'more-than':
      return [{ above: comparison.value }];
    case 'less-than':
      return [{ below: comparison.value }];
    case 'between': {
      const [from, to] = comparison.value;
      return [{ from, to }];
    }
    default:
      return undefined;
  }
};

/**
 * What a comparison of a scalar value claims.
 * @param of what the value is of
 */
export const comparedClaims = (comparison: ScalarComparison, of: string): readonly Claim[] => {
  const keys = keySpans(comparison);
  const numbers = numberSpans(comparison);
  return [
    ...(keys === undefined ? [] : [{ about: `${of} as a whole`, spans: keys }]),
    ...(numbers === undefined ? [] : [{ about: `${of} as a number`, spans: numbers }]),
  ];
};
