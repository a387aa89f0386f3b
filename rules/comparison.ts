import { isLeft } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { list } from '../domain/codecs/collections.js';
import type { Json } from '../domain/codecs/json.js';
import { Finite } from '../domain/codecs/numbers.js';
import { closed, type Unset } from '../domain/codecs/struct.js';
import { taggedUnion } from '../domain/codecs/tagged-union.js';
import { line, RefinedType } from '../domain/codecs/text.js';
import { Scalar } from '../domain/codecs/values.js';
import { asKey, asText } from '../domain/lead/comparable.js';
import { type Compared, compared } from '../domain/lead/compared.js';
import type { Comparison } from './condition.js';
import { escaped, type Filter } from './filter.js';
import { choice, type FormField } from './form.js';

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
 * The members of a tagged union on `op`: `{op, value}` beside the properties of `base`, which say what is compared.
 * @param base such as `{type: t.literal('attribute'), attribute: AttributeName}`
 * @param optional further properties that may be left out
 */
export const comparisonsOf = <P extends t.Props, O extends t.Props>(name: string, base: P, optional: O) => {
  const member = <const Op extends string, V extends t.Props>(op: Op, value: V) =>
    closed(`${name}.${op}`, { ...base, op: t.literal(op), ...value }, optional);
  return {
    equals: member('equals', { value: Scalar }),
    'not-equals': member('not-equals', { value: Scalar }),
    contains: member('contains', { value: Part }),
    'starts-with': member('starts-with', { value: Part }),
    'more-than': member('more-than', { value: Finite }),
    'less-than': member('less-than', { value: Finite }),
    between: member('between', { value: Range }),
    in: member('in', { value: list(Scalar, { min: 1, max: 200 }) }),
    exists: member('exists', {}),
  };
};

/**
 * The codec of `{op, value}` beside the properties of `base`, which say what is compared.
 * @param base such as `{type: t.literal('attribute'), attribute: AttributeName}`
 */
export const comparing = <P extends t.Props>(name: string, base: P) =>
  taggedUnion(name, comparisonsOf(name, base, {}), 'op');

/** What a scalar value is compared with, and how. `between` includes both ends; an empty text does not exist. */
export type ScalarComparison = t.TypeOf<ReturnType<typeof comparing<Unset>>>;

const missing = { text: null, key: null, number: null };

/** What json-rules-engine compares of a value that may be missing; it fits the operator of `ruleOf`. */
export const factOf = ({ op }: ScalarComparison, value: Scalar | null): Json => {
  const { text, key, number } = value === null ? missing : compared(value);
  switch (op) {
    case 'exists':
      return value !== null && value !== '';
    case 'more-than':
    case 'less-than':
    case 'between':
      return number ?? null;
    case 'contains':
    case 'starts-with':
      return text;
    case 'equals':
    case 'not-equals':
    case 'in':
      return key;
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

const isBetween = ([low, high]: Range, number: number | undefined): boolean =>
  number !== undefined && low <= number && number <= high;

/** Whether a comparison holds for a value that is there, in the forms that it is compared in. */
export const holdsFor = (comparison: ScalarComparison, { text, key, number }: Compared): boolean => {
  switch (comparison.op) {
    case 'equals':
      return key === asKey(comparison.value);
    case 'not-equals':
      return key !== asKey(comparison.value);
    case 'in':
      return comparison.value.some((one) => key === asKey(one));
    case 'contains':
      return text.includes(comparison.value.toLowerCase());
    case 'starts-with':
      return text.startsWith(comparison.value.toLowerCase());
    case 'more-than':
      return number !== undefined && number > comparison.value;
    case 'less-than':
      return number !== undefined && number < comparison.value;
    case 'between':
      return isBetween(comparison.value, number);
    case 'exists':
      return text !== '';
    default:
      return comparison satisfies never;
  }
};

/** Whether a comparison holds for a value that may be missing: as json-rules-engine decides it, without an engine. */
export const holds = (comparison: ScalarComparison, value: Scalar | null): boolean =>
  value === null ? comparison.op === 'not-equals' : holdsFor(comparison, compared(value));

/** The same of a value stored as `Compared`: what stands inside `$elemMatch`. */
export const comparedFilter = (comparison: ScalarComparison): Filter => {
  switch (comparison.op) {
    case 'equals':
      return { key: { $eq: asKey(comparison.value) } };
    case 'not-equals':
      return { key: { $ne: asKey(comparison.value) } };
    case 'in':
      return { key: { $in: comparison.value.map(asKey) } };
    case 'contains':
      return { text: { $regex: escaped(comparison.value.toLowerCase()) } };
    case 'starts-with':
      return { text: { $regex: `^${escaped(comparison.value.toLowerCase())}` } };
    case 'more-than':
      return { number: { $gt: comparison.value } };
    case 'less-than':
      return { number: { $lt: comparison.value } };
    case 'between': {
      const [low, high] = comparison.value;
      return { number: { $gte: low, $lte: high } };
    }
    case 'exists':
      return { text: { $gt: '' } };
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

export const comparisonOps = [
  'equals',
  'not-equals',
  'contains',
  'starts-with',
  'more-than',
  'less-than',
  'between',
  'in',
  'exists',
] as const satisfies readonly ScalarComparison['op'][];

const one = ['equals', 'not-equals', 'contains', 'starts-with', 'more-than', 'less-than'] as const;

/** The fields of a comparison. */
export const comparisonFields: readonly FormField[] = [
  choice('op', 'Comparison', comparisonOps, words),
  { name: 'value', label: 'Value', control: 'text', shownFor: { field: 'op', values: one } },
  { name: 'value', label: 'Values', control: 'values', shownFor: { field: 'op', values: ['between', 'in'] } },
];
