import * as t from 'io-ts';
import { ProductId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { defineCondition } from '../condition.js';

const settings = closed('HasProduct', { type: t.literal('has-product'), productId: ProductId });

/** Has the product now: bought or granted, and not removed. */
export const hasProduct = defineCondition<t.TypeOf<typeof settings>>({
  type: 'has-product',
  label: 'Has product',
  settings,
  fact: (_settings, { lead }) => lead.products,
  rule: ({ productId }) => ({ operator: 'contains', value: productId }),
  filter: ({ productId }) => ({ 'lead.products': { $eq: productId } }),
  sentence: ({ productId }) => `has the product “${productId}”`,
  form: [{ name: 'productId', label: 'Product', control: 'reference', to: 'product', required: true }],
  references: ({ productId }) => [{ kind: 'product', id: productId, path: 'productId' }],
});
