import { aggregates, idInStream } from '../domain/aggregates.js';
import type { ProductId } from '../domain/codecs/ids.js';
import type { ProductDetails } from '../domain/product/product.js';
import type { Document, ReadModel } from './read-model.js';

export interface ProductDocument extends Document {
  readonly productId: ProductId;
  readonly details: ProductDetails;
}

const { product } = aggregates;

/** The catalogue of products. */
export const products: ReadModel<ProductDocument> = {
  name: 'products',
  version: 1,
  indexes: [],
  key: (event) => idInStream(product.category, event.stream),
  evolve: (doc, event) =>
    product.isEvent(event) ? { _id: event.data.productId, position: event.position, ...event.data } : doc,
};
