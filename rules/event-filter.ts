import type * as t from 'io-ts';
import { list } from '../domain/codecs/collections.js';
import { isRecord } from '../domain/codecs/struct.js';
import { text } from '../domain/codecs/text.js';
import { Scalar } from '../domain/codecs/values.js';
import { comparing, holds } from './comparison.js';

/** The names that lead to a value in the data of an event, such as `fields.country`. */
const FieldPath = text('FieldPath', {
  message: 'must be 1 to 10 names with dots between them, of 250 characters at most, such as fields.country',
  schema: { maxLength: 250, examples: ['fields.country', 'items.productId'] },
  fits: (input) => input.length <= 250 && /^[^.\p{C}]+(?:\.[^.\p{C}]+){0,9}$/u.test(input),
});

const EventFilter = comparing('EventFilter', { field: FieldPath });

/** What the data of an event must be like, all of it. */
export const EventFilters = list(EventFilter, { max: 20 });
export type EventFilters = t.TypeOf<typeof EventFilters>;

/** So many items of a list are looked at. */
const maxItems = 1000;

/** The values at a path: in a list those of every item. A name that itself holds dots is found too; inherited ones are not. */
const valuesAt = (value: unknown, path: string): readonly unknown[] => {
  if (Array.isArray(value)) return value.slice(0, maxItems).flatMap((item) => valuesAt(item, path));
  if (path === '') return [value];
  if (!isRecord(value)) return [];
  const ends = [...path].flatMap((letter, index) => (letter === '.' ? [index] : []));
  return [...ends, path.length].flatMap((end) => {
    const name = path.slice(0, end);
    return Object.hasOwn(value, name) ? valuesAt(value[name], path.slice(end + 1)) : [];
  });
};

const isMet = (filter: EventFilters[number], data: unknown): boolean => {
  const values = valuesAt(data, filter.field).filter(Scalar.is);
  // What is not equal to one item of a list may be equal to the next.
  return filter.op === 'not-equals'
    ? values.length > 0 && values.every((value) => holds(filter, value))
    : values.some((value) => holds(filter, value));
};

/**
 * Whether the data of an event is like all the filters say. Of a list, one item that fits is enough; `not-equals` wants
 * none to be equal. What is not there, and what is no text of at most 2,000 characters, number, true or false, meets no filter.
 */
export const meets = (filters: EventFilters, data: unknown): boolean =>
  filters.every((filter) => isMet(filter, data));
