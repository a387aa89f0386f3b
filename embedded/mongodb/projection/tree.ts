import type { Evaluate } from '../aggregate/evaluate.js';
import { compileExpression } from '../aggregate/expression.js';
import { fieldPath } from '../bson/field-path.js';
import { type Doc, isDoc, isNumeric, isTruthy, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';

export type Leaf = 'include' | 'exclude' | Evaluate;

/** A projection or the new fields of a stage, by field name. */
export type Tree = ReadonlyMap<string, Leaf | Branch>;

export interface Branch {
  readonly children: Tree;
}

type MutableTree = Map<string, Leaf | { children: MutableTree }>;

const emptyBranch = (): { children: MutableTree } => ({ children: new Map() });

const isFlag = (value: Value): boolean => typeof value === 'boolean' || isNumeric(value);

const place = (tree: MutableTree, path: readonly string[], leaf: Leaf, full: string): void => {
  const [head = '', ...rest] = path;
  const known = tree.get(head);
  if (rest.length === 0) {
    if (known !== undefined) refuse(31250, `Path collision at ${full}`);
    tree.set(head, leaf);
    return;
  }
  const branch = known ?? emptyBranch();
  if (typeof branch === 'object') {
    tree.set(head, branch);
    place(branch.children, rest, leaf, full);
  } else refuse(31249, `Path collision at ${full} remaining portion ${rest.join('.')}`);
};

const fill = (tree: MutableTree, spec: Doc, prefix: readonly string[], flags: boolean): void => {
  for (const [name, value] of Object.entries(spec)) {
    const path = [...prefix, ...fieldPath(name)];
    if (flags && isFlag(value)) place(tree, path, isTruthy(value) ? 'include' : 'exclude', path.join('.'));
    else if (isDoc(value) && Object.keys(value).length === 0) {
      refuse(flags ? 51270 : 40180, `An empty object is not a valid value. Found at path ${path.join('.')}`);
    } else if (isDoc(value) && !Object.keys(value)[0]?.startsWith('$')) {
      fill(tree, value, path, flags);
    } else place(tree, path, compileExpression(value), path.join('.'));
  }
};

/** With `flags`, numbers and booleans include or exclude; without, every value is an expression. */
export const buildTree = (spec: Doc, flags: boolean): Tree => {
  const tree: MutableTree = new Map();
  fill(tree, spec, [], flags);
  return tree;
};

export const leavesOf = (tree: Tree, prefix = ''): readonly (readonly [string, Leaf])[] =>
  [...tree].flatMap(([name, node]) =>
    typeof node === 'object' ? leavesOf(node.children, `${prefix}${name}.`) : [[`${prefix}${name}`, node]],
  );
