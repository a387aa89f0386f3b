import { type Doc, field, isDoc, type Value } from '../bson/value.js';
import type { Expression, Predicate } from './expression.js';
import { visitPath } from './paths.js';

const inArray = (
  array: readonly Value[],
  path: readonly string[],
  predicate: Predicate,
): number | undefined => {
  const at = array.findIndex((element) => {
    if (path.length > 0)
      return isDoc(element) && visitPath(element, path, predicate.whole ? 'whole' : 'expand', predicate.test);
    return predicate.test(predicate.whole ? [element] : element);
  });
  return at === -1 ? undefined : at;
};

const atPath = (doc: Doc, path: readonly string[], predicate: Predicate): number | undefined => {
  let value: Value | undefined = doc;
  for (let depth = 0; depth <= path.length; depth++) {
    if (Array.isArray(value)) return inArray(value, path.slice(depth), predicate);
    const part = path[depth];
    if (part === undefined || !isDoc(value)) return undefined;
    value = field(value, part);
  }
  return undefined;
};

/** The array element that made a document match, which is what `$` in an update or a projection means. */
export const matchedPosition = (expression: Expression, doc: Doc): number | undefined => {
  if (expression.kind === 'path') return atPath(doc, expression.path, expression.predicate);
  if (expression.kind === 'and' || expression.kind === 'or') {
    const positions = expression.parts.map((part) => matchedPosition(part, doc));
    return positions.findLast((position) => position !== undefined);
  }
  return undefined;
};
