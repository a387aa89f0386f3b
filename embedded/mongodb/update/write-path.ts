import { type Doc, field, isDoc, setField, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';

/** Gives the new value for the old one; undefined removes the field. */
type Change = (old: Value | undefined) => Value | undefined;

/**
 * What is done where the path does not exist: `create` makes documents on the way, `change` and `remove` do nothing.
 * Where a value on the way can have no such field, only `remove` does nothing and the others are refused.
 */
export type WriteMode = 'create' | 'change' | 'remove';

type Container = Doc | Value[];

const index = /^(0|[1-9]\d*)$/;
const maxPadding = 1_500_000;

const get = (container: Container, part: string): Value | undefined => {
  if (!Array.isArray(container)) return field(container, part);
  return index.test(part) ? container[Number(part)] : undefined;
};

const put = (container: Container, part: string, value: Value | undefined): void => {
  if (!Array.isArray(container)) {
    if (value === undefined) delete container[part];
    else setField(container, part, value);
    return;
  }
  const at = Number(part);
  if (value === undefined) {
    // $unset keeps the places of the other elements.
    if (at < container.length) container[at] = null;
    return;
  }
  if (at > container.length + maxPadding)
    refuse(34, `can't backfill array to larger than ${maxPadding} elements with ${at}`);
  while (container.length < at) container.push(null);
  container[at] = value;
};

const refuseBlocked = (mode: WriteMode, part: string, parent: string, value: Value): never => {
  const element = `{${parent}: ${JSON.stringify(value)}}`;
  return mode === 'create'
    ? refuse(28, `Cannot create field '${part}' in element ${element}`)
    : refuse(28, `Cannot use the part '${part}' to traverse the element (${element})`);
};

const isContainer = (value: Value, part: string): value is Container =>
  isDoc(value) || (Array.isArray(value) && index.test(part));

/** Changes the value at a path of plain names and positions in place. */
export const writePath = (doc: Doc, path: readonly string[], mode: WriteMode, change: Change): void => {
  let container: Container = doc;
  const last = path.at(-1) ?? '';
  for (const [depth, part] of path.slice(0, -1).entries()) {
    let next: Value | undefined = get(container, part);
    const following = path[depth + 1] ?? '';
    if (next === undefined) {
      if (mode !== 'create') return;
      next = {};
      put(container, part, next);
    }
    if (!isContainer(next, following)) {
      if (mode !== 'remove') refuseBlocked(mode, following, part, next);
      return;
    }
    container = next;
  }
  const old = get(container, last);
  if (old === undefined && mode !== 'create') return;
  put(container, last, change(old));
};
