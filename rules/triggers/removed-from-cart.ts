import { ProductId } from '../../domain/codecs/ids.js';
import { defineTrigger } from '../trigger.js';

/** The lead took something (this product) out of a cart. */
export const removedFromCart = defineTrigger({
  type: 'removed-from-cart',
  label: 'Removed from cart',
  required: {},
  optional: { productId: ProductId },
  eventTypes: ['RemovedFromCart'],
  subjects: { productId: ({ data }) => [data.productId] },
});
