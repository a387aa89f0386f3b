import { describe, it } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { ProductDetails, type ProductEvent, productDecider } from '../../../domain/product/product.js';
import { specOf } from '../../support/given-when-then.js';
import { productId as idOf } from '../samples.js';

const { given } = specOf(productDecider);

const productId = idOf('course');
const details = (price: number) =>
  decodeOrThrow(ProductDetails, {
    name: 'Course',
    price,
    currency: 'EUR',
    url: 'https://example.com/course',
  });
const created: ProductEvent = { type: 'ProductCreated', data: { productId, details: details(10) } };
const revised: ProductEvent = { type: 'ProductRevised', data: { productId, details: details(20) } };

describe('creating a product', () => {
  const create = { type: 'CreateProduct', productId, details: details(10) } as const;

  it('lists it, once', () => {
    given().when(create).thenEvents(created);
    given(created).when(create).thenNothing();
  });

  it('refuses an id that another product has', () => {
    given(created, revised).when(create).thenRefused('conflict');
  });
});

describe('revising a product', () => {
  const revise = { type: 'ReviseProduct', details: details(20) } as const;

  it('changes its details, once', () => {
    given(created).when(revise).thenEvents(revised);
    given(created, revised).when(revise).thenNothing();
  });

  it('refuses a product that does not exist', () => {
    given().when(revise).thenRefused('notFound');
  });
});
