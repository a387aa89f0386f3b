import { type Doc, field, isDoc, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import type { Expression } from '../query/expression.js';
import { matches } from '../query/match.js';

/** What `$` and `$[name]` in a path stand for. */
export interface Positions {
  readonly matched: () => number | undefined;
  readonly filters: ReadonlyMap<string, Expression>;
}

const valueAt = (doc: Doc, path: readonly string[]): Value | undefined =>
  path.reduce<Value | undefined>((value, part) => {
    if (Array.isArray(value)) return value[Number(part)];
    return isDoc(value) ? field(value, part) : undefined;
  }, doc);

const arrayAt = (doc: Doc, path: readonly string[]): readonly Value[] => {
  const array = valueAt(doc, path);
  const name = path.join('.');
  if (array === undefined)
    return refuse(2, `The path '${name}' must exist in the document in order to apply array updates.`);
  return Array.isArray(array) ? array : refuse(2, `Cannot apply array updates to non-array element ${name}`);
};

const filterFor = (name: string, path: readonly string[], positions: Positions): Expression =>
  positions.filters.get(name) ??
  refuse(2, `No array filter found for identifier '${name}' in path '${path.join('.')}'`);

/** The plain paths that a path with positional parts means in a document. */
export const resolvePath = (
  doc: Doc,
  path: readonly string[],
  positions: Positions,
): readonly (readonly string[])[] => {
  const at = path.findIndex((part) => part.startsWith('$'));
  const part = path[at];
  if (part === undefined) return [path];
  const before = path.slice(0, at);
  const after = path.slice(at + 1);
  const through = (index: number): readonly (readonly string[])[] =>
    resolvePath(doc, [...before, String(index), ...after], positions);
  if (at === 0)
    return refuse(
      2,
      `Cannot have positional (i.e. '$') element in the first position in path '${path.join('.')}'`,
    );
  if (part === '$') {
    return through(
      positions.matched() ??
        refuse(2, 'The positional operator did not find the match needed from the query.'),
    );
  }
  const name = /^\$\[(\w*)\]$/.exec(part)?.[1];
  if (name === undefined)
    return refuse(52, `The dollar ($) prefixed field '${part}' in '${path.join('.')}' is not allowed.`);
  const filter = name === '' ? undefined : filterFor(name, path, positions);
  return arrayAt(doc, before).flatMap((element, index) =>
    filter === undefined || matches(filter, { [name]: element }) ? through(index) : [],
  );
};

const pathsOf = (expression: Expression): readonly string[] => {
  if (expression.kind === 'path') return [expression.path[0] ?? ''];
  if (expression.kind === 'not') return pathsOf(expression.part);
  return 'parts' in expression ? expression.parts.flatMap(pathsOf) : [];
};

/** Array filters by the one name that each begins its paths with. */
export const nameFilters = (filters: readonly Expression[]): ReadonlyMap<string, Expression> => {
  const named = new Map<string, Expression>();
  for (const filter of filters) {
    const names = new Set(pathsOf(filter));
    const [name] = names;
    if (name === undefined)
      return refuse(9, 'Cannot use an expression without a top-level field name in arrayFilters');
    if (names.size > 1)
      return refuse(
        9,
        `Error parsing array filter: Expected a single top-level field name, found ${[...names].join(' and ')}`,
      );
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name))
      return refuse(
        2,
        `Error parsing array filter: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
      );
    if (named.has(name))
      return refuse(9, `Found multiple array filters with the same top-level field name ${name}`);
    named.set(name, filter);
  }
  return named;
};
