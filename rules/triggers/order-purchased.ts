import { ProductId } from '../../domain/codecs/ids.js';
import { defineTrigger } from '../trigger.js';

/** The lead bought something (this product among it). */
export const orderPurchased = defineTrigger({
  type: 'order-purchased',
  label: 'Order purchased',
  required: {},
  optional: { productId: ProductId },
  eventTypes: ['OrderPurchased'],
  subjects: { productId: ({ data }) => data.items.map((item) => item.productId) },
});
