import * as t from 'io-ts';
import { ProductId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { Duration, type Instant } from '../../domain/codecs/time.js';
import type { RegisteredLead } from '../../domain/lead/state.js';
import { minus, passedAt } from '../calendar.js';
import { defineCondition } from '../condition.js';
import { withinField } from '../form.js';

const settings = closed(
  'PurchasedProduct',
  { type: t.literal('purchased-product'), productId: ProductId },
  { within: Duration },
);

const lastPurchase = (lead: RegisteredLead, productId: ProductId): Instant | null =>
  lead.purchases.find((purchase) => purchase.productId === productId)?.lastAt ?? null;

/** Bought the product at some time (in the last `within`), even if it was removed since. */
export const purchasedProduct = defineCondition<t.TypeOf<typeof settings>>({
  type: 'purchased-product',
  label: 'Purchased product',
  settings,
  fact: ({ productId, within }, { lead, now, timeZone }) => {
    const boughtAt = lastPurchase(lead, productId);
    return boughtAt !== null && (within === undefined || boughtAt >= minus(now, within, timeZone));
  },
  rule: () => ({ operator: 'equal', value: true }),
  found: ({ productId }, { lead }) => lastPurchase(lead, productId),
  filter: ({ productId, within }, { now, timeZone }) => ({
    'lead.purchases': {
      $elemMatch: {
        productId: { $eq: productId },
        ...(within === undefined ? {} : { lastAt: { $gte: minus(now, within, timeZone) } }),
      },
    },
  }),
  changes: ({ productId, within }, { lead, timeZone }) => {
    const boughtAt = lastPurchase(lead, productId);
    return boughtAt === null || within === undefined ? [] : passedAt(boughtAt, within, timeZone);
  },
  sentence: ({ productId, within }) =>
    `purchased the product “${productId}”${within === undefined ? '' : ` in the last ${within}`}`,
  references: ({ productId }) => [{ kind: 'product', id: productId, path: 'productId' }],
  form: [
    { name: 'productId', label: 'Product', control: 'reference', to: 'product', required: true },
    withinField,
  ],
});
