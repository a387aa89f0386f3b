import * as t from 'io-ts';
import { ProductId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { defineTrigger } from '../trigger.js';

const settings = closed(
  'OrderPurchasedTrigger',
  { type: t.literal('order-purchased') },
  { productId: ProductId },
);

/** The lead bought something (this product among it). */
export const orderPurchased = defineTrigger<t.TypeOf<typeof settings>, 'OrderPurchased'>({
  type: 'order-purchased',
  label: 'Order purchased',
  settings,
  eventType: 'OrderPurchased',
  subject: ({ productId }) => productId,
  subjects: ({ data }) => data.items.map((item) => item.productId),
});
