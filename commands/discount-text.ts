import type { Currency } from '../domain/codecs/values.js';
import type { Discount } from '../domain/lead/offer.js';

/** How many digits a currency has after the point; two for one that nobody knows. */
export const decimalsOf = (currency: Currency): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** A discount as texts show it: `10 %`, `5.00 EUR`. */
export const discountText = (discount: Discount): string =>
  discount.type === 'percent'
    ? `${discount.percent} %`
    : `${discount.amount.toFixed(decimalsOf(discount.currency))} ${discount.currency}`;
