import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { ConditionTree } from '../../../domain/flow/condition-tree.js';
import { readConditions } from '../../../rules/read-conditions.js';
import { explain, facts, holds } from '../facts.js';

const hasTag = { type: 'has-tag', tag: 'vip' };
const hasProduct = { type: 'has-product', productId: 'course' };
const purchased = { type: 'purchased-product', productId: 'course' };
const lately = { ...purchased, within: 'P7D' };
const bought = (at: string) => ({ purchases: { course: at } });

it.each([
  ['a tag that is attached', hasTag, { tags: ['new', 'vip'] }, true],
  ['a tag that is not attached', hasTag, { tags: ['new'] }, false],
  ['a tag written otherwise', hasTag, { tags: ['VIP'] }, false],
  ['a part of a tag', hasTag, { tags: ['vip customer'] }, false],
  ['a lead without tags', hasTag, {}, false],
  ['a product that the lead has', hasProduct, { products: ['book', 'course'] }, true],
  ['another product', hasProduct, { products: ['book'] }, false],
  ['a product that was bought and removed', hasProduct, bought('2026-01-01T00:00:00Z'), false],
  ['a lead without products', hasProduct, {}, false],
  ['a purchase', purchased, bought('2020-01-01T00:00:00Z'), true],
  ['a product that was granted, not bought', purchased, { products: ['course'] }, false],
  ['a purchase of another product', purchased, { purchases: { book: '2026-01-01T00:00:00Z' } }, false],
  ['a lead without purchases', purchased, {}, false],
  ['a purchase inside the time', lately, bought('2026-02-28T00:00:00Z'), true],
  ['a purchase at the very edge of the time', lately, bought('2026-02-22T12:00:00Z'), true],
  ['a purchase before the time', lately, bought('2026-02-22T11:59:59.999Z'), false],
  ['no purchase at any time', lately, {}, false],
])('%s', async (_name, condition, lead, expected) => {
  expect(await holds(condition, facts(lead))).toBe(expected);
});

it('counts days on the calendar of the time zone, across a change of the clocks', async () => {
  const within = { ...purchased, within: 'P1D' };
  const at = (boughtAt: string) => facts(bought(boughtAt), '2026-03-29T10:00:00Z', 'Europe/Berlin');
  // Noon on 28 March in Berlin is 11:00 UTC; noon on the 29th, after the clocks went forward, is 10:00 UTC.
  expect(await holds(within, at('2026-03-28T11:00:00Z'))).toBe(true);
  expect(await holds(within, at('2026-03-28T10:59:59Z'))).toBe(false);
});

describe('an explanation', () => {
  it('says what was found', async () => {
    expect(await explain(hasTag, facts({ tags: ['new'] }))).toEqual({
      type: 'has-tag',
      holds: false,
      sentence: 'has the tag “vip”',
      found: ['new'],
    });
    expect(await explain(hasProduct, facts({ products: ['course'] }))).toMatchObject({ found: ['course'] });
  });

  it('shows when the product was last bought', async () => {
    expect(await explain(lately, facts(bought('2026-02-28T00:00:00Z')))).toEqual({
      type: 'purchased-product',
      holds: true,
      sentence: 'purchased the product “course” in the last P7D',
      found: '2026-02-28T00:00:00.000Z',
    });
    expect(await explain(purchased, facts())).toMatchObject({
      sentence: 'purchased the product “course”',
      found: null,
    });
  });
});

it('names the products of the catalogue that conditions refer to, at their place', () => {
  const tree = decodeOrThrow(ConditionTree, { all: [hasTag, { not: hasProduct }, { any: [purchased] }] });
  const read = readConditions(tree, 'steps[1].conditions');
  expect(read.ok ? read.references : []).toEqual([
    { kind: 'product', id: 'course', path: 'steps[1].conditions.all[1].not.productId' },
    { kind: 'product', id: 'course', path: 'steps[1].conditions.all[2].any[0].productId' },
  ]);
});
