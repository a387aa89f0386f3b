import { isLeft } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { list } from '../domain/codecs/collections.js';
import type { Json } from '../domain/codecs/json.js';
import { Finite } from '../domain/codecs/numbers.js';
import { closed, type Unset } from '../domain/codecs/struct.js';
import { taggedUnion } from '../domain/codecs/tagged-union.js';
import { line, RefinedType } from '../domain/codecs/text.js';
import { Scalar } from '../domain/codecs/values.js';
import { asKey, asNumber, asText } from '../domain/lead/comparable.js';
import type { Comparison } from './condition.js';

const Part = line('TextPart', 500);
const Ends = list(Finite, { min: 2, max: 2 });
type Range = readonly [low: number, high: number];

const isRange = (input: unknown): input is Range => {
  if (!Ends.is(input)) return false;
  const [low, high] = input;
  return low !== undefined && high !== undefined && low <= high;
};

const Range = new RefinedType<Range>(
  'Range',
  isRange,
  (input, context) => {
    const ends = Ends.validate(input, context);
    if (isLeft(ends)) return ends;
    return isRange(input) ? t.success(input) : t.failure(input, context, 'must have the lower number first');
  },
  { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 },
);

/**
 * The codec of `{op, value}` beside the properties of `base`, which say what is compared.
 * @param base such as `{type: t.literal('attribute'), attribute: AttributeName}`
 */
export const comparing = <P extends t.Props>(name: string, base: P) => {
  const member = <const Op extends string, V extends t.Props>(op: Op, value: V) =>
    closed(`${name}.${op}`, { ...base, op: t.literal(op), ...value });
  return taggedUnion(
    name,
    {
      equals: member('equals', { value: Scalar }),
      'not-equals': member('not-equals', { value: Scalar }),
      contains: member('contains', { value: Part }),
      'starts-with': member('starts-with', { value: Part }),
      'more-than': member('more-than', { value: Finite }),
      'less-than': member('less-than', { value: Finite }),
      between: member('between', { value: Range }),
      in: member('in', { value: list(Scalar, { min: 1, max: 200 }) }),
      exists: member('exists', {}),
    },
    'op',
  );
};

/** What a scalar value is compared with, and how. `between` includes both ends; an empty text does not exist. */
export type ScalarComparison = t.TypeOf<ReturnType<typeof comparing<Unset>>>;

/** What json-rules-engine compares of a value that may be missing; it fits the operator of `ruleOf`. */
export const factOf = ({ op }: ScalarComparison, value: Scalar | null): Json => {
  switch (op) {
    case 'exists':
      return value !== null && value !== '';
    case 'more-than':
    case 'less-than':
    case 'between':
      return asNumber(value);
    case 'contains':
    case 'starts-with':
      return asText(value);
    case 'equals':
    case 'not-equals':
    case 'in':
      return asKey(value);
    default:
      return op satisfies never;
  }
};

/** The comparison that json-rules-engine makes with `factOf`. */
export const ruleOf = (comparison: ScalarComparison): Comparison => {
  switch (comparison.op) {
    case 'equals':
      return { operator: 'equal', value: asKey(comparison.value) };
    case 'not-equals':
      return { operator: 'notEqual', value: asKey(comparison.value) };
    case 'in':
      return { operator: 'in', value: comparison.value.map(asKey) };
    case 'contains':
      return { operator: 'textContains', value: asText(comparison.value) };
    case 'starts-with':
      return { operator: 'textStartsWith', value: asText(comparison.value) };
    case 'more-than':
      return { operator: 'greaterThan', value: comparison.value };
    case 'less-than':
      return { operator: 'lessThan', value: comparison.value };
    case 'between':
      return { operator: 'between', value: comparison.value };
    case 'exists':
      return { operator: 'equal', value: true };
    default:
      return comparison satisfies never;
  }
};

const ofNumber = (value: Scalar | null, fits: (number: number) => boolean): boolean => {
  const number = asNumber(value);
  return number !== null && fits(number);
};

/** Whether a comparison holds for a value that may be missing: as json-rules-engine decides it, without an engine. */
export const holds = (comparison: ScalarComparison, value: Scalar | null): boolean => {
  switch (comparison.op) {
    case 'equals':
      return asKey(value) === asKey(comparison.value);
    case 'not-equals':
      return asKey(value) !== asKey(comparison.value);
    case 'in':
      return comparison.value.some((one) => asKey(one) === asKey(value));
    case 'contains':
      return asText(value)?.includes(comparison.value.toLowerCase()) ?? false;
    case 'starts-with':
      return asText(value)?.startsWith(comparison.value.toLowerCase()) ?? false;
    case 'more-than':
      return ofNumber(value, (number) => number > comparison.value);
    case 'less-than':
      return ofNumber(value, (number) => number < comparison.value);
    case 'between': {
      const [low, high] = comparison.value;
      return ofNumber(value, (number) => low <= number && number <= high);
    }
    case 'exists':
      return value !== null && value !== '';
    default:
      return comparison satisfies never;
  }
};

const words: Readonly<Record<ScalarComparison['op'], string>> = {
  equals: 'is',
  'not-equals': 'is not',
  contains: 'contains',
  'starts-with': 'starts with',
  'more-than': 'is more than',
  'less-than': 'is less than',
  between: 'is between',
  in: 'is one of',
  exists: 'exists',
};

/** The end of a sentence about what is compared: `is more than 45`. */
export const sentenceOf = (comparison: ScalarComparison): string =>
  'value' in comparison
    ? `${words[comparison.op]} ${JSON.stringify(comparison.value)}`
    : words[comparison.op];
