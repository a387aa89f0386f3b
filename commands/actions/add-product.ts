import * as t from 'io-ts';
import { ProductId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { defineAction, skip } from '../action.js';

const settings = closed('AddProductSettings', { type: t.literal('add-product'), productId: ProductId });

/**
 * Usually for free products: a bought one is the lead's with the purchase. It takes a product that the catalogue
 * has and a person who has said who they are; every lead has done so, by a form or in another way.
 */
export const addProduct = defineAction<t.TypeOf<typeof settings>>({
  type: 'add-product',
  label: 'Add product to lead',
  settings,
  sentence: ({ productId }) => `add the product “${productId}”`,
  references: ({ productId }) => [{ kind: 'product', id: productId, path: 'productId' }],
  run: async ({ productId }, { lead, catalogue }) => {
    if ((await catalogue.product(productId)) === undefined)
      return skip('unknown-product', `There is no product “${productId}” in the catalogue.`);
    const already = lead.products.includes(productId);
    const result = already ? { productId, already } : { productId };
    return { kind: 'change', command: { type: 'AddProduct', productId }, result };
  },
});
