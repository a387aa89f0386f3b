import * as t from 'io-ts';
import { ProductId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { defineAction, skip } from '../action.js';

const settings = closed('RemoveProductSettings', { type: t.literal('remove-product'), productId: ProductId });

/** Takes away a product, whether it was granted or bought; that it was bought stays known. */
export const removeProduct = defineAction<t.TypeOf<typeof settings>>({
  type: 'remove-product',
  label: 'Remove product from lead',
  settings,
  sentence: ({ productId }) => `remove the product “${productId}”`,
  references: ({ productId }) => [{ kind: 'product', id: productId, path: 'productId' }],
  run: async ({ productId }, { lead, catalogue }) => {
    if ((await catalogue.product(productId)) === undefined)
      return skip('unknown-product', `There is no product “${productId}” in the catalogue.`);
    if (!lead.products.includes(productId))
      return skip('no-such-product-on-lead', `The lead does not have the product “${productId}”.`);
    return { kind: 'change', command: { type: 'RemoveProduct', productId }, result: { productId } };
  },
});
