import * as t from 'io-ts';
import { list } from '../../domain/codecs/collections.js';
import { Finite } from '../../domain/codecs/numbers.js';
import { closed } from '../../domain/codecs/struct.js';
import { taggedUnion } from '../../domain/codecs/tagged-union.js';
import { line } from '../../domain/codecs/text.js';
import { AttributeName, Scalar } from '../../domain/codecs/values.js';
import type { RegisteredLead } from '../../domain/lead/state.js';
import { type Comparison, defineCondition } from '../condition.js';

const base = { type: t.literal('attribute'), attribute: AttributeName };
const op = <const Op extends string>(name: Op) => ({ ...base, op: t.literal(name) });
const Part = line('TextPart', 500);

const settings = taggedUnion(
  'Attribute',
  {
    equals: closed('equals', { ...op('equals'), value: Scalar }),
    'not-equals': closed('not-equals', { ...op('not-equals'), value: Scalar }),
    contains: closed('contains', { ...op('contains'), value: Part }),
    'starts-with': closed('starts-with', { ...op('starts-with'), value: Part }),
    'more-than': closed('more-than', { ...op('more-than'), value: Finite }),
    'less-than': closed('less-than', { ...op('less-than'), value: Finite }),
    between: closed('between', { ...op('between'), value: list(Finite, { min: 2, max: 2 }) }),
    in: closed('in', { ...op('in'), value: list(Scalar, { min: 1, max: 200 }) }),
    exists: closed('exists', op('exists')),
  },
  'op',
);
type Settings = t.TypeOf<typeof settings>;

const attributeOf = (lead: RegisteredLead, attribute: string): Scalar | null =>
  Object.hasOwn(lead.attributes, attribute) ? (lead.attributes[attribute] ?? null) : null;

/** `50`, `"50"` and `" 50.0 "` are one number: a form sends numbers as text. */
const asNumber = (value: Scalar | null): number | null => {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^\s*[+-]?\d+(\.\d+)?\s*$/.test(value)) return null;
  return Number(value);
};

/** What two values are compared by when they should be equal: numbers as numbers, text without regard to case. */
const asKey = (value: Scalar | null): string | null => {
  const number = asNumber(value);
  // Beyond 2^53 two different customer numbers would be one: those are compared as text.
  if (number !== null && Math.abs(number) <= Number.MAX_SAFE_INTEGER) return String(number);
  return value === null ? null : String(value).toLowerCase();
};

const exists = (value: Scalar | null): boolean => value !== null && value !== '';

const rule = (condition: Settings): Comparison => {
  switch (condition.op) {
    case 'equals':
      return { operator: 'equal', value: asKey(condition.value) };
    case 'not-equals':
      return { operator: 'notEqual', value: asKey(condition.value) };
    case 'in':
      return { operator: 'in', value: condition.value.map(asKey) };
    case 'contains':
      return { operator: 'textContains', value: condition.value.toLowerCase() };
    case 'starts-with':
      return { operator: 'textStartsWith', value: condition.value.toLowerCase() };
    case 'more-than':
      return { operator: 'greaterThan', value: condition.value };
    case 'less-than':
      return { operator: 'lessThan', value: condition.value };
    case 'between':
      return { operator: 'between', value: condition.value };
    case 'exists':
      return { operator: 'equal', value: true };
    default:
      return condition satisfies never;
  }
};

const words: Readonly<Record<Settings['op'], string>> = {
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

/** A contact attribute compared. `between` includes both ends; an empty text does not exist. */
export const attribute = defineCondition<Settings>({
  type: 'attribute',
  label: 'Lead / contact attribute',
  settings,
  fact: (condition, { lead }) => {
    const value = attributeOf(lead, condition.attribute);
    switch (condition.op) {
      case 'exists':
        return exists(value);
      case 'more-than':
      case 'less-than':
      case 'between':
        return asNumber(value);
      case 'contains':
      case 'starts-with':
        return value === null ? null : String(value).toLowerCase();
      default:
        return asKey(value);
    }
  },
  rule,
  found: (condition, { lead }) => attributeOf(lead, condition.attribute),
  sentence: (condition) => {
    const value = 'value' in condition ? ` ${JSON.stringify(condition.value)}` : '';
    return `the attribute “${condition.attribute}” ${words[condition.op]}${value}`;
  },
});
