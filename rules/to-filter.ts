import type { Circumstances } from './condition.js';
import type { Filter } from './filter.js';
import type { ReadTree } from './read-conditions.js';

/** Every lead that is known. */
export const registered: Filter = { 'lead.status': { $eq: 'registered' } };

const treeFilter = (tree: ReadTree, circumstances: Circumstances): Filter => {
  if (tree.kind === 'condition') return tree.condition.filter(circumstances);
  const filters = tree.of.map((branch) => treeFilter(branch, circumstances));
  switch (tree.kind) {
    case 'all':
      return { $and: filters };
    case 'any':
      return { $or: filters };
    case 'not':
      // The complement, leads included of which nothing is known: `$not` on a field would leave those out.
      return { $nor: filters };
    default:
      return tree satisfies never;
  }
};

/** The leads of the `leads` read model that meet the conditions: the same as those whose rule holds. */
export const toFilter = (tree: ReadTree, circumstances: Circumstances): Filter => ({
  $and: [registered, treeFilter(tree, circumstances)],
});
