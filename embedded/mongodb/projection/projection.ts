import { type Doc, isDoc } from '../bson/value.js';
import { refuse, unsupported } from '../errors.js';
import { exclude, include } from './apply-tree.js';
import { buildTree, leavesOf, type Tree } from './tree.js';

export type Projection = (doc: Doc) => Doc;

const findOnly = new Set(['$slice', '$elemMatch', '$meta']);

const checkFind = (spec: Doc): void => {
  for (const [name, value] of Object.entries(spec)) {
    if (name.endsWith('.$')) unsupported(`the positional projection '${name}'`);
    const operator = isDoc(value) ? Object.keys(value)[0] : undefined;
    if (operator !== undefined && findOnly.has(operator))
      unsupported(`${operator} in the projection of '${name}'`);
  }
};

const withId = (tree: Tree): Tree => (tree.has('_id') ? tree : new Map([['_id', 'include'], ...tree]));

const compile = (spec: Doc): Projection => {
  const tree = buildTree(spec, true);
  const leaves = leavesOf(tree).filter(([name]) => name !== '_id');
  const first = leaves.find(([, leaf]) => typeof leaf === 'string')?.[1];
  const computes = leavesOf(tree).some(([, leaf]) => typeof leaf === 'function');
  const inclusive =
    first === 'include' || (first === undefined && (computes || tree.get('_id') === 'include'));
  const wrong = leaves.find(([, leaf]) => leaf === (inclusive ? 'exclude' : 'include'));
  if (wrong && inclusive)
    return refuse(31254, `Cannot do exclusion on field ${wrong[0]} in inclusion projection`);
  if (wrong) return refuse(31253, `Cannot do inclusion on field ${wrong[0]} in exclusion projection`);
  if (!inclusive) {
    if (computes) return refuse(31252, 'Cannot use an expression in an exclusion projection');
    return (doc) => exclude(doc, tree);
  }
  const kept = withId(tree);
  return (doc) => include(doc, kept, { root: doc, variables: {} });
};

/** The projection of `find` and `findAndModify`. */
export const compileFindProjection = (spec: Doc | undefined): Projection => {
  if (spec === undefined || Object.keys(spec).length === 0) return (doc) => doc;
  checkFind(spec);
  return compile(spec);
};

/** The projection of a `$project` stage. */
export const compileProjectStage = (spec: Doc): Projection =>
  Object.keys(spec).length === 0
    ? refuse(51272, 'Invalid $project :: projection specification must have at least one field')
    : compile(spec);
