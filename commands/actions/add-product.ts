import * as t from 'io-ts';
import { ProductId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { defineAction } from '../action.js';

const settings = closed('AddProductSettings', { type: t.literal('add-product'), productId: ProductId });

/** Usually for free products: a bought one is the lead's with the purchase. */
export const addProduct = defineAction<t.TypeOf<typeof settings>>({
  type: 'add-product',
  label: 'Add product to lead',
  settings,
  sentence: ({ productId }) => `add the product “${productId}”`,
  references: ({ productId }) => [{ kind: 'product', id: productId, path: 'productId' }],
  run: async ({ productId }, { catalogue }) =>
    (await catalogue.product(productId)) !== undefined
      ? { kind: 'change', command: { type: 'AddProduct', productId }, result: { productId } }
      : {
          kind: 'skip',
          reason: {
            code: 'unknown-product',
            message: `There is no product “${productId}” in the catalogue.`,
          },
        },
});
