import { ProductId } from '../../domain/codecs/ids.js';
import { defineTrigger } from '../trigger.js';

/** The lead was given a product (this product); what it buys is `order-purchased`. */
export const productAdded = defineTrigger({
  type: 'product-added',
  label: 'Product added',
  required: {},
  optional: { productId: ProductId },
  eventTypes: ['ProductAdded'],
  subjects: { productId: ({ data }) => [data.productId] },
});
