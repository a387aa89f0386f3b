import * as t from 'io-ts';
import { list } from '../codecs/collections.js';
import { ProductId } from '../codecs/ids.js';
import { between } from '../codecs/numbers.js';
import { closed } from '../codecs/struct.js';
import { taggedUnion } from '../codecs/tagged-union.js';
import { pattern } from '../codecs/text.js';
import { Instant } from '../codecs/time.js';
import { Currency, Name } from '../codecs/values.js';

/** What a product costs less: a part of its price, or an amount of money. */
export const Discount = taggedUnion('Discount', {
  percent: closed('Discount.percent', {
    type: t.literal('percent'),
    percent: between('Percent', { min: 0.01, max: 100 }),
  }),
  amount: closed('Discount.amount', {
    type: t.literal('amount'),
    amount: between('Amount', { min: 0.01, max: 1_000_000_000 }),
    currency: Currency,
  }),
});
export type Discount = t.TypeOf<typeof Discount>;

/** A code that a lead types in at the checkout. */
export const OfferCode = pattern(
  'OfferCode',
  /^[A-Za-z0-9][A-Za-z0-9_-]{2,63}$/,
  'must be 3 to 64 letters, digits, dashes or underscores',
);
export type OfferCode = t.TypeOf<typeof OfferCode>;

/** A discount on certain products for one lead. */
export const SpecialOffer = closed(
  'SpecialOffer',
  {
    code: OfferCode,
    discount: Discount,
    products: list(ProductId, { min: 1, max: 100 }),
  },
  { name: Name, expiresAt: Instant },
);
export type SpecialOffer = t.TypeOf<typeof SpecialOffer>;

/** Whether an offer still holds at an instant. */
export const isCurrent = (offer: SpecialOffer | undefined, now: Instant): offer is SpecialOffer =>
  offer !== undefined && (offer.expiresAt === undefined || offer.expiresAt > now);
