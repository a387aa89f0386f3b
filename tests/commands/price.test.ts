import { describe, expect, it } from 'vitest';
import { amountText, discountText, priceAfter } from '../../commands/price.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { Currency } from '../../domain/codecs/values.js';
import { Discount } from '../../domain/lead/offer.js';
import { fc } from '../support/arbitraries.js';

const currency = (code: string): Currency => decodeOrThrow(Currency, code);
const percent = (value: number): Discount => decodeOrThrow(Discount, { type: 'percent', percent: value });
const amount = (value: number, code = 'EUR'): Discount =>
  decodeOrThrow(Discount, { type: 'amount', amount: value, currency: code });

describe('an amount in a text', () => {
  it.each([
    [5, 'EUR', '5.00'],
    [89.9, 'USD', '89.90'],
    [500, 'JPY', '500'],
    [1.5, 'KWD', '1.500'],
    [1.5, 'XYZ', '1.50'],
  ])('%d %s has the digits of its currency: %s', (value, code, expected) => {
    expect(amountText(value, currency(code))).toBe(expected);
  });

  it('is as it was written where there is no currency', () => {
    expect(amountText(89.9, undefined)).toBe('89.9');
  });

  it('of a discount says what it is', () => {
    expect([discountText(percent(10)), discountText(percent(12.5)), discountText(amount(5))]).toEqual([
      '10 %',
      '12.5 %',
      '5.00 EUR',
    ]);
  });
});

describe('a price after a discount', () => {
  const eur = { currency: currency('EUR') };

  it.each([
    [{ price: 89.9, ...eur }, percent(10), 80.91],
    [{ price: 0.3, ...eur }, percent(50), 0.15],
    [{ price: 1.15, ...eur }, percent(50), 0.58],
    [{ price: 1.15 }, percent(100), 0],
    [{ price: 999, currency: currency('JPY') }, percent(10), 899],
    [{ price: 0.3, ...eur }, amount(0.1), 0.2],
    [{ price: 5, ...eur }, amount(7), 0],
    [{ price: 5, ...eur }, amount(1, 'USD'), undefined],
    [{ price: 5 }, amount(1), undefined],
    [eur, percent(10), undefined],
  ])('%j less %j is %s', (product, discount, expected) => {
    expect(priceAfter(product, discount)).toBe(expected);
  });

  it('is never below nothing, never above what it was, and whole in cents', () => {
    const cents = fc.integer({ min: 0, max: 100_000_000 });
    const discount = fc.oneof(
      fc.integer({ min: 1, max: 10_000 }).map((hundredths) => percent(hundredths / 100)),
      fc.integer({ min: 1, max: 100_000_000 }).map((value) => amount(value / 100)),
    );
    fc.assert(
      fc.property(cents, discount, (price, off) => {
        const after = priceAfter({ price: price / 100, ...eur }, off);
        expect(after).toBeGreaterThanOrEqual(0);
        expect(after).toBeLessThanOrEqual(price / 100);
        expect(after).toBe(Number(amountText(after ?? Number.NaN, eur.currency)));
      }),
    );
  });
});
