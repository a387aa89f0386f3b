import { compareValues } from './compare.js';
import { isDoc, typeName, type Value } from './value.js';

/** Equal in value, in types of numbers and in the order of fields: writing it would change nothing. */
export const identical = (a: Value | undefined, b: Value | undefined): boolean => {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((element, at) => identical(element, b[at]));
  }
  if (isDoc(a) && isDoc(b)) {
    const keys = Object.keys(a);
    const others = Object.keys(b);
    return (
      keys.length === others.length &&
      keys.every((key, at) => key === others[at] && identical(a[key], b[key]))
    );
  }
  return typeName(a) === typeName(b) && compareValues(a, b) === 0 && String(a) === String(b);
};
