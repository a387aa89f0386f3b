import { refuse } from '../errors.js';
import type { FieldUpdate } from './operator.js';

/** Two operators may not write the same field, nor one a part of what the other writes. */
export const checkConflicts = (updates: readonly FieldUpdate[]): void => {
  const written = new Set<string>();
  const prefixes = new Set<string>();
  for (const path of updates.flatMap(({ path, renameTo }) => (renameTo ? [path, renameTo] : [path]))) {
    const name = path.join('.');
    const parents = path.map((_, at) => path.slice(0, at + 1).join('.'));
    const conflict = parents.find((parent) => written.has(parent)) ?? (prefixes.has(name) ? name : undefined);
    if (conflict !== undefined)
      refuse(40, `Updating the path '${name}' would create a conflict at '${conflict}'`);
    written.add(name);
    for (const parent of parents) prefixes.add(parent);
  }
};
