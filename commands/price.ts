import type { Currency } from '../domain/codecs/values.js';
import type { Discount } from '../domain/lead/offer.js';
import type { ProductDetails } from '../domain/product/product.js';

/** How many digits a currency has after the point; two for one that nobody knows. */
const decimalsOf = (currency: Currency): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** An amount with the digits that its currency has: `5.00`; as it is where there is none. */
export const amountText = (amount: number, currency: Currency | undefined): string =>
  currency === undefined ? String(amount) : amount.toFixed(decimalsOf(currency));

/** A discount as texts show it: `10 %`, `5.00 EUR`. */
export const discountText = (discount: Discount): string =>
  discount.type === 'percent'
    ? `${discount.percent} %`
    : `${amountText(discount.amount, discount.currency)} ${discount.currency}`;

/** A price after a discount, rounded to its currency; `undefined` where one cannot be taken from the other. */
export const priceAfter = (
  { price, currency }: Pick<ProductDetails, 'price' | 'currency'>,
  discount: Discount,
): number | undefined => {
  if (price === undefined) return undefined;
  // In whole hundredths, or in what the currency counts: binary fractions do not add up to money.
  const unit = 10 ** (currency === undefined ? 2 : decimalsOf(currency));
  const whole = Math.round(price * unit);
  if (discount.type === 'percent') return Math.round((whole * (100 - discount.percent)) / 100) / unit;
  if (discount.currency !== currency) return undefined;
  return Math.max(0, whole - Math.round(discount.amount * unit)) / unit;
};
