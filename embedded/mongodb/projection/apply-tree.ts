import type { Scope } from '../aggregate/evaluate.js';
import { type Doc, field, isDoc, setField, type Value } from '../bson/value.js';
import type { Branch, Leaf, Tree } from './tree.js';

const includeIn = (value: Value, tree: Tree, scope: Scope): Value | undefined => {
  if (Array.isArray(value)) {
    return value.flatMap((element) => {
      const kept = includeIn(element, tree, scope);
      return kept === undefined ? [] : [kept];
    });
  }
  if (isDoc(value)) return include(value, tree, scope);
  return hasComputed(tree) ? compute({}, tree, scope) : undefined;
};

/** A new document of the fields that a tree includes, in the order they have, and then of those that it computes. */
export const include = (doc: Doc, tree: Tree, scope: Scope): Doc => {
  const result: Doc = {};
  for (const [name, value] of Object.entries(doc)) {
    const node = tree.get(name);
    if (node === 'include') setField(result, name, value);
    else if (typeof node === 'object') {
      const kept = includeIn(value, node.children, scope);
      if (kept !== undefined) setField(result, name, kept);
    }
  }
  for (const [name, node] of tree) {
    if (typeof node === 'object' && Object.hasOwn(doc, name)) continue;
    computeNode(result, name, node, scope);
  }
  return result;
};

const excludeIn = (value: Value, tree: Tree): Value => {
  if (Array.isArray(value)) return value.map((element) => excludeIn(element, tree));
  return isDoc(value) ? exclude(value, tree) : value;
};

export const exclude = (doc: Doc, tree: Tree): Doc => {
  const result: Doc = {};
  for (const [name, value] of Object.entries(doc)) {
    const node = tree.get(name);
    if (node === 'exclude') continue;
    setField(result, name, typeof node === 'object' ? excludeIn(value, node.children) : value);
  }
  return result;
};

const computeIn = (value: Value | undefined, tree: Tree, scope: Scope): Value => {
  if (Array.isArray(value)) return value.map((element) => computeIn(element, tree, scope));
  return compute(isDoc(value) ? value : {}, tree, scope);
};

const hasComputed = (tree: Tree): boolean =>
  [...tree.values()].some(
    (node) => typeof node === 'function' || (typeof node === 'object' && hasComputed(node.children)),
  );

const computeNode = (result: Doc, name: string, node: Leaf | Branch, scope: Scope): void => {
  if (typeof node === 'function') {
    const value = node(scope);
    if (value === undefined) delete result[name];
    else setField(result, name, value);
  } else if (typeof node === 'object' && hasComputed(node.children)) {
    setField(result, name, computeIn(field(result, name), node.children, scope));
  }
};

/** A copy with the computed fields of the tree; a field computed as missing goes away. */
export const compute = (doc: Doc, tree: Tree, scope: Scope): Doc => {
  const result: Doc = { ...doc };
  for (const [name, node] of tree) computeNode(result, name, node, scope);
  return result;
};
