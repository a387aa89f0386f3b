import { type Doc, field, isDoc, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import type { FieldUpdate, Operator } from './operator.js';
import { isDynamic, updatePath } from './update-path.js';
import { writePath } from './write-path.js';

const samePath = (a: readonly string[], b: readonly string[]): boolean =>
  a.slice(0, b.length).join('.') === b.slice(0, a.length).join('.');

/** Reads `{<from>: <to>}` of `$rename`; both are plain paths, and neither is a part of the other. */
export const rename: Operator = (from, operand) => {
  if (typeof operand !== 'string')
    return refuse(2, `The 'to' field for $rename must be a string: ${from}: ${JSON.stringify(operand)}`);
  const [path, renameTo] = [updatePath(from), updatePath(operand)];
  if (operand === from)
    return refuse(2, `The source and target field for $rename must differ: ${from}: "${operand}"`);
  if (samePath(path, renameTo))
    return refuse(
      2,
      `The source and target field for $rename must not be on the same path: ${from}: "${operand}"`,
    );
  if (isDynamic(path)) return refuse(2, `The source field for $rename may not be dynamic: ${from}`);
  if (isDynamic(renameTo))
    return refuse(2, `The destination field for $rename may not be dynamic: ${operand}`);
  return { mode: 'remove', change: () => undefined, renameTo };
};

interface Walk {
  readonly value: Value | undefined;
  /** The name of an array that was entered on the way. */
  readonly array: string | undefined;
}

/** Follows a path as far as it exists. */
const walk = (doc: Doc, path: readonly string[]): Walk => {
  let value: Value | undefined = doc;
  let array: string | undefined;
  for (const [depth, part] of path.entries()) {
    if (Array.isArray(value)) {
      array ??= path[depth - 1];
      value = value[Number(part)];
    } else value = isDoc(value) ? field(value, part) : undefined;
  }
  return { value, array };
};

const refuseArray = (which: string, path: readonly string[], array: string): never =>
  refuse(
    2,
    `The ${which} field cannot be an array element, '${path.join('.')}' has an array field '${array}'`,
  );

/** Moves a value in place; a field that is missing changes nothing, one in an array is refused. */
export const applyRename = (doc: Doc, path: readonly string[], renameTo: FieldUpdate['path']): void => {
  const source = walk(doc, path);
  const { value } = source;
  if (value === undefined) return;
  if (source.array !== undefined) refuseArray('source', path, source.array);
  const target = walk(doc, renameTo);
  if (target.array !== undefined) refuseArray('destination', renameTo, target.array);
  writePath(doc, path, 'remove', () => undefined);
  writePath(doc, renameTo, 'create', () => value);
};
