import type { Funnel } from '../domain/funnel/funnel.js';
import type { Reference } from '../rules/reference.js';
import type { Catalogue } from './catalogue.js';

/** The funnels among what conditions name, by their ids; one that does not exist is left out. */
export const readFunnels = async (
  references: readonly Reference[],
  catalogue: Pick<Catalogue, 'funnel'>,
): Promise<ReadonlyMap<string, Funnel>> => {
  const ids = new Set(references.flatMap(({ kind, id }) => (kind === 'funnel' ? [id] : [])));
  const found = await Promise.all([...ids].map(async (id) => [id, await catalogue.funnel(id)] as const));
  return new Map(found.flatMap(([id, funnel]) => (funnel === undefined ? [] : [[id, funnel]])));
};
