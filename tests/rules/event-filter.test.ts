import { describe, expect, it } from 'vitest';
import { decode, decodeOrThrow } from '../../domain/codecs/decode.js';
import { EventFilters, meets } from '../../rules/event-filter.js';
import { fc, json } from '../support/arbitraries.js';

const holds = (filter: object, data: unknown): boolean => meets(decodeOrThrow(EventFilters, [filter]), data);
const equals = (field: string, value: unknown) => ({ field, op: 'equals', value });
const items = [{ productId: 'mug', price: 5 }, { productId: 'book', price: 20 }, 'odd', null];

describe('a filter on the data of an event', () => {
  it.each([
    [equals('total', 50), { total: '50.0' }, true],
    [equals('total', 50), { total: 51 }, false],
    [equals('fields.country', 'germany'), { fields: { country: 'Germany' } }, true],
    [equals('fields.country', 'germany'), { fields: 'country' }, false],
    [equals('fields.country', 'germany'), { fields: { city: { country: 'Germany' } } }, false],
    [equals('fields.address.city', 'Bonn'), { fields: { 'address.city': 'Bonn' } }, true],
    [equals('fields.address.city', 'Bonn'), { fields: { address: { city: 'Bonn' } } }, true],
    [equals('First name', 'Ada'), { 'First name': 'Ada' }, true],
    [equals('consent', true), { consent: true }, true],
    [equals('items.productId', 'book'), { items }, true],
    [equals('items.productId', 'pen'), { items }, false],
    [equals('items', 'odd'), { items }, true],
    [equals('tags', 'b'), { tags: [['a'], ['b']] }, true],
    [equals('items.1.productId', 'book'), { items }, false],
    [{ field: 'items.price', op: 'more-than', value: 15 }, { items }, true],
    [{ field: 'items.price', op: 'between', value: [6, 19] }, { items }, false],
    [{ field: 'items.productId', op: 'not-equals', value: 'book' }, { items }, false],
    [{ field: 'items.productId', op: 'not-equals', value: 'pen' }, { items }, true],
    [{ field: 'coupon', op: 'not-equals', value: 'TEN' }, { items }, false],
    [{ field: 'coupon', op: 'not-equals', value: 'TEN' }, { coupon: null }, false],
    [{ field: 'coupon', op: 'exists' }, { coupon: '' }, false],
    [{ field: 'coupon', op: 'exists' }, { coupon: 'TEN' }, true],
    [{ field: 'items', op: 'exists' }, { items: [{}] }, false],
    [{ field: 'text', op: 'contains', value: 'x' }, { text: 'x'.repeat(2001) }, false],
    [{ field: 'text', op: 'starts-with', value: 'XX' }, { text: 'x'.repeat(2000) }, true],
    [equals('n', 1000), { n: Array.from({ length: 5000 }, (_, n) => n + 1) }, true],
    [equals('n', 1001), { n: Array.from({ length: 5000 }, (_, n) => n + 1) }, false],
  ])('%j on %j: %s', (filter, data, expected) => {
    expect(holds(filter, data)).toBe(expected);
  });

  it.each(['__proto__', 'constructor.name', 'toString', '__proto__.polluted', 'length'])(
    'finds nothing inherited at %s, but what a sender put there',
    (field) => {
      expect(holds({ field, op: 'exists' }, {})).toBe(false);
      expect(holds({ field, op: 'exists' }, { items: [] })).toBe(false);
      expect(holds(equals(field, 'x'), JSON.parse(JSON.stringify(nest(field.split('.')))))).toBe(true);
    },
  );

  it('finds nothing that a prototype has', () => {
    expect(holds(equals('a.b', 'x'), Object.create({ a: { b: 'x' } }))).toBe(false);
  });

  it('all of them must be met; none is always met', () => {
    const filters = decodeOrThrow(EventFilters, [equals('a', 1), equals('b', 2)]);
    expect(meets(filters, { a: 1, b: 2 })).toBe(true);
    expect(meets(filters, { a: 1, b: 3 })).toBe(false);
    expect(meets([], null)).toBe(true);
  });

  it.each(['', '.', 'a.', '.a', 'a\u0000b', 'a.b.c.d.e.f.g.h.i.j.k', 'x'.repeat(251)])(
    'the field %j is refused',
    (field) => {
      const decoded = decode(EventFilters, [{ field, op: 'exists' }], 'where');
      expect(decoded).toMatchObject({ ok: false, faults: [{ path: 'where[0].field' }] });
    },
  );

  it('never throws, whatever the event looks like', () => {
    const paths = fc.array(fc.constantFrom('a', 'items', '__proto__', ' '), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(paths, json, (path, data) => {
        expect(typeof holds({ field: path.join('.'), op: 'exists' }, data)).toBe('boolean');
      }),
    );
  });

  it('finds a value at every path that leads to one', () => {
    const path = fc.array(fc.constantFrom('a', 'b', '__proto__', 'b.c'), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(path, (names) => {
        expect(holds(equals(names.join('.'), 'x'), nest(names))).toBe(true);
      }),
    );
  });
});

/** `x` at the end of a path. */
function nest([name, ...rest]: readonly string[]): unknown {
  return name === undefined ? 'x' : Object.fromEntries([[name, nest(rest)]]);
}
