import type { Catalogue } from './action.js';
import type { Repositories } from './repositories.js';

/** The catalogue as the streams have it: up to date with every command that was answered. */
export const createCatalogue = (
  { templates, products }: Pick<Repositories, 'templates' | 'products'>,
  hasConnection: (id: string) => boolean,
): Catalogue => ({
  template: async (id) => (await templates.load(id)).state,
  hasProduct: async (id) => (await products.load(id)).state.status === 'listed',
  hasConnection,
});
