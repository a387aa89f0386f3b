import { ProductId } from '../../domain/codecs/ids.js';
import { defineTrigger } from '../trigger.js';

/** The lead put something (this product) into a cart. */
export const addedToCart = defineTrigger({
  type: 'added-to-cart',
  label: 'Added to cart',
  required: {},
  optional: { productId: ProductId },
  eventTypes: ['AddedToCart'],
  subjects: { productId: ({ data }) => [data.productId] },
});
