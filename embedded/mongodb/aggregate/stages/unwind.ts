import { Long } from 'bson';
import { fieldPath } from '../../bson/field-path.js';
import { cloneDoc, type Doc, isDoc, type Value } from '../../bson/value.js';
import { refuse } from '../../errors.js';
import { plainValue } from '../../query/paths.js';
import { writePath } from '../../update/write-path.js';
import type { StageParser } from '../stage.js';

interface Unwind {
  readonly path: readonly string[];
  readonly index: readonly string[] | undefined;
  readonly keepsEmpty: boolean;
}

const indexIn = (name: Value | undefined): readonly string[] | undefined => {
  if (name === undefined) return undefined;
  if (typeof name !== 'string' || name === '')
    return refuse(28810, 'expected a non-empty string for the includeArrayIndex option to $unwind stage');
  return name.startsWith('$')
    ? refuse(28822, `includeArrayIndex option to $unwind stage should not be prefixed with a '$': ${name}`)
    : fieldPath(name);
};

const options = new Set(['path', 'includeArrayIndex', 'preserveNullAndEmptyArrays']);

const parseUnwind = (operand: Value): Unwind => {
  if (typeof operand !== 'string' && !isDoc(operand))
    return refuse(15981, 'expected either a string or an object as specification for $unwind stage');
  const spec = isDoc(operand) ? operand : { path: operand };
  const unknown = Object.keys(spec).find((option) => !options.has(option));
  if (unknown !== undefined) return refuse(28811, `unrecognized option to $unwind stage: ${unknown}`);
  const { path, preserveNullAndEmptyArrays: keepsEmpty = false } = spec;
  const index = indexIn(spec['includeArrayIndex']);
  if (typeof keepsEmpty !== 'boolean')
    return refuse(28809, 'expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage');
  if (path === undefined) return refuse(28812, 'no path specified to $unwind stage');
  if (typeof path !== 'string') return refuse(28808, 'expected a string as the path for $unwind stage');
  if (!path.startsWith('$'))
    return refuse(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  return { path: fieldPath(path.slice(1)), index, keepsEmpty };
};

/** One document for each element of an array; arrays on the way to it are not entered. */
export const unwind: StageParser = (operand) => {
  const { path, index, keepsEmpty } = parseUnwind(operand);
  const changed = (doc: Doc, value: Value | undefined, at: number | undefined): Doc => {
    const copy = cloneDoc(doc);
    writePath(copy, path, value === undefined ? 'remove' : 'create', () => value);
    if (index !== undefined)
      writePath(copy, index, 'create', () => (at === undefined ? null : Long.fromNumber(at)));
    return copy;
  };
  return function* (docs) {
    for (const doc of docs) {
      const value = plainValue(doc, path);
      const elements = Array.isArray(value) ? value : [];
      for (const [at, element] of elements.entries()) yield changed(doc, element, at);
      if (elements.length > 0) continue;
      const single = Array.isArray(value) ? undefined : value;
      if (keepsEmpty || (single !== undefined && single !== null)) yield changed(doc, single, undefined);
    }
  };
};
