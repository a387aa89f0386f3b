import type * as t from 'io-ts';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { ProductId } from '../../domain/codecs/ids.js';
import { integer, type Revision } from '../../domain/codecs/numbers.js';
import { closed, open } from '../../domain/codecs/struct.js';
import { DomainError } from '../../domain/errors.js';
import { type Product, ProductDetails } from '../../domain/product/product.js';
import { readers } from '../access.js';
import { PageQuery, pageOf, showPage, toPage } from '../codecs.js';
import type { ApiPorts } from '../ports.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';

const ProductPath = closed('ProductPath', { productId: ProductId });
const NewProduct = closed('NewProduct', ProductDetails.required, {
  ...ProductDetails.optional,
  productId: ProductId,
});
const ProductListed = open(
  'ProductListed',
  { productId: ProductId, ...ProductDetails.required },
  ProductDetails.optional,
);
const ProductAnswer = open(
  'Product',
  {
    productId: ProductId,
    version: integer('ProductVersion', { min: 1, max: 1_000_000 }),
    ...ProductDetails.required,
  },
  ProductDetails.optional,
);

const example = { name: 'Running shoes', price: 89.9, currency: 'EUR' };

interface Loaded {
  readonly state: Product;
  readonly revision: Revision | undefined;
}

const show = ({ state, revision }: Loaded): t.TypeOf<typeof ProductAnswer> => {
  if (state.status === 'absent' || revision === undefined) throw DomainError.notFound('This product');
  return { productId: state.productId, version: revision + 1, ...state.details };
};

export const productRoutes = ({ commands, queries, newId }: ApiPorts): readonly Route[] => {
  const { manageCatalogue, repositories } = commands;
  return [
    defineRoute({
      id: 'createProduct',
      method: 'POST',
      path: '/v1/products',
      summary: 'Put a product into the catalogue',
      access: [],
      params: nothing,
      query: nothing,
      body: NewProduct,
      example: { productId: 'running-shoes', ...example },
      responses: { 200: ProductAnswer, 201: ProductAnswer },
      problems: ['conflict'],
      handle: async ({ body: { productId = decodeOrThrow(ProductId, newId()), ...details }, cause }) => {
        const executed = await manageCatalogue.createProduct(productId, details, cause);
        const product = show(executed);
        const { position } = executed;
        const extras = { position, version: product.version, location: `/v1/products/${productId}` };
        return position === undefined ? reply(200, product, extras) : reply(201, product, extras);
      },
    }),
    defineRoute({
      id: 'listProducts',
      method: 'GET',
      path: '/v1/products',
      summary: 'All products, by id',
      access: readers,
      params: nothing,
      query: PageQuery,
      body: nothing,
      responses: { 200: pageOf('ProductPage', ProductListed) },
      handle: async ({ query }) =>
        reply(
          200,
          showPage(await queries.products(toPage(query)), ({ productId, details }) => ({
            productId,
            ...details,
          })),
        ),
    }),
    defineRoute({
      id: 'getProduct',
      method: 'GET',
      path: '/v1/products/:productId',
      summary: 'A product',
      access: readers,
      params: ProductPath,
      query: nothing,
      body: nothing,
      responses: { 200: ProductAnswer },
      handle: async ({ params: { productId } }) => {
        const product = show(await repositories.products.load(productId));
        return reply(200, product, { version: product.version });
      },
    }),
    defineRoute({
      id: 'reviseProduct',
      method: 'PUT',
      path: '/v1/products/:productId',
      summary: 'Change a product',
      access: [],
      params: ProductPath,
      query: nothing,
      body: ProductDetails,
      example,
      responses: { 200: ProductAnswer },
      isConditional: true,
      handle: async ({ params: { productId }, body, cause, ifMatch }) => {
        const executed = await manageCatalogue.reviseProduct(productId, body, cause, ifMatch);
        const product = show(executed);
        return reply(200, product, { position: executed.position, version: product.version });
      },
    }),
  ];
};
