import { ProductId } from '../../domain/codecs/ids.js';
import { defineTrigger } from '../trigger.js';

/** A product (this product) was taken from the lead. */
export const productRemoved = defineTrigger({
  type: 'product-removed',
  label: 'Product removed',
  required: {},
  optional: { productId: ProductId },
  eventTypes: ['ProductRemoved'],
  subjects: { productId: ({ data }) => [data.productId] },
});
