import { refuse } from '../errors.js';

/** The parts of a path that an update names; none of them may be empty. */
export const updatePath = (path: string): readonly string[] => {
  const parts = path.split('.');
  if (parts.some((part) => part === '')) {
    return refuse(
      56,
      path === ''
        ? 'An empty update path is not valid.'
        : `The update path '${path}' contains an empty field name, which is not allowed.`,
    );
  }
  return parts;
};

/** Whether a path stands for positions that only a document decides. */
export const isDynamic = (path: readonly string[]): boolean =>
  path.some((part) => part === '$' || /^\$\[.*\]$/.test(part));
