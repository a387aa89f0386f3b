import * as t from 'io-ts';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { ProductId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { Duration, type Instant } from '../../domain/codecs/time.js';
import type { RegisteredLead } from '../../domain/lead/state.js';
import { minus, plus } from '../calendar.js';
import { defineCondition } from '../condition.js';

const settings = closed(
  'PurchasedProduct',
  { type: t.literal('purchased-product'), productId: ProductId },
  { within: Duration },
);

const moment = decodeOrThrow(Duration, 'PT0.001S');
const day = decodeOrThrow(Duration, 'P1D');

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
  // Just after the time has passed; a day later where a month is too short for the same day.
  changes: ({ productId, within }, { lead, timeZone }) => {
    const boughtAt = lastPurchase(lead, productId);
    if (boughtAt === null || within === undefined) return [];
    const passed = plus(plus(boughtAt, within, timeZone), moment, timeZone);
    return [passed, plus(passed, day, timeZone)];
  },
  sentence: ({ productId, within }) =>
    `purchased the product “${productId}”${within === undefined ? '' : ` in the last ${within}`}`,
  references: ({ productId }) => [{ kind: 'product', id: productId, path: 'productId' }],
});
