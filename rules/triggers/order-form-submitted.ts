import { FormId, ProductId } from '../../domain/codecs/ids.js';
import { defineTrigger } from '../trigger.js';

/** The lead sent an order form (this form; with this product on it). */
export const orderFormSubmitted = defineTrigger({
  type: 'order-form-submitted',
  label: 'Order form submitted',
  required: {},
  optional: { formId: FormId, productId: ProductId },
  eventTypes: ['OrderFormSubmitted'],
  subjects: {
    formId: ({ data }) => [data.formId],
    productId: ({ data }) => (data.items ?? []).map((item) => item.productId),
  },
});
