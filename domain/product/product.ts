import type * as t from 'io-ts';
import { ProductId } from '../codecs/ids.js';
import { Finite } from '../codecs/numbers.js';
import { closed } from '../codecs/struct.js';
import { Currency, Name, Url } from '../codecs/values.js';
import type { Decider } from '../decider.js';
import { DomainError } from '../errors.js';
import { event } from '../event.js';
import { sameJson } from '../same-json.js';

export const ProductDetails = closed(
  'ProductDetails',
  { name: Name },
  {
    price: Finite,
    currency: Currency,
    url: Url,
  },
);
export type ProductDetails = t.TypeOf<typeof ProductDetails>;

export const ProductCreated = event('ProductCreated', { productId: ProductId, details: ProductDetails });
export const ProductRevised = event('ProductRevised', { productId: ProductId, details: ProductDetails });
export const productEvents = [ProductCreated, ProductRevised] as const;
export type ProductEvent = t.TypeOf<(typeof productEvents)[number]>;

export type ProductCommand =
  | { readonly type: 'CreateProduct'; readonly productId: ProductId; readonly details: ProductDetails }
  | { readonly type: 'ReviseProduct'; readonly details: ProductDetails };

export type Product =
  | { readonly status: 'absent' }
  | { readonly status: 'listed'; readonly productId: ProductId; readonly details: ProductDetails };

const decide = (command: ProductCommand, product: Product): readonly ProductEvent[] => {
  const { details } = command;
  if (command.type === 'CreateProduct') {
    const { productId } = command;
    if (product.status === 'absent') return [{ type: 'ProductCreated', data: { productId, details } }];
    if (sameJson(product.details, details)) return [];
    throw DomainError.conflict(`A product with the id ${productId} exists already.`);
  }
  if (product.status === 'absent') throw DomainError.notFound('This product');
  if (sameJson(product.details, details)) return [];
  return [{ type: 'ProductRevised', data: { productId: product.productId, details } }];
};

const initial: Product = { status: 'absent' };

export const productDecider: Decider<Product, ProductCommand, ProductEvent> = {
  initial,
  decide,
  evolve: (_product, { data: { productId, details } }) => ({ status: 'listed', productId, details }),
};
