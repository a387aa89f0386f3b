import * as t from 'io-ts';
import { ProductId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { defineAction } from '../action.js';

const settings = closed('RemoveProductSettings', { type: t.literal('remove-product'), productId: ProductId });

export const removeProduct = defineAction<t.TypeOf<typeof settings>>({
  type: 'remove-product',
  label: 'Remove product from lead',
  settings,
  sentence: ({ productId }) => `remove the product “${productId}”`,
  references: ({ productId }) => [{ kind: 'product', id: productId, path: 'productId' }],
  run: ({ productId }) => ({
    kind: 'change',
    command: { type: 'RemoveProduct', productId },
    result: { productId },
  }),
});
