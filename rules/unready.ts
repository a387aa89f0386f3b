import type { Fault } from '../domain/errors.js';
import { contradictions } from './contradictions.js';
import type { ReadTree } from './read-conditions.js';

const placeholders = (tree: ReadTree): readonly Fault[] => {
  if (tree.kind !== 'condition') return tree.of.flatMap(placeholders);
  return tree.condition.placeholder
    ? [{ path: `${tree.path}.type`, message: 'no condition has been chosen here yet' }]
    : [];
};

/** Why conditions that can be read are not fit to be used: places for conditions not chosen yet, and contradictions. */
export const unreadyFaults = (tree: ReadTree): readonly Fault[] => [
  ...placeholders(tree),
  ...contradictions(tree),
];
