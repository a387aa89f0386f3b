import { PageId, ProductId } from '../../domain/codecs/ids.js';
import { defineTrigger } from '../trigger.js';

/** The lead came to the checkout (with this product in the cart). */
export const checkoutVisited = defineTrigger({
  type: 'checkout-visited',
  label: 'Checkout visited',
  required: {},
  optional: { pageId: PageId, productId: ProductId },
  eventTypes: ['CheckoutVisited'],
  subjects: {
    pageId: ({ data }) => [data.pageId],
    productId: ({ data }) => (data.items ?? []).map((item) => item.productId),
  },
});
