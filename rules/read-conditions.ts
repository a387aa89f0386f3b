import { decode } from '../domain/codecs/decode.js';
import type { Typed } from '../domain/codecs/json.js';
import type { Fault } from '../domain/errors.js';
import type { ConditionTree } from '../domain/flow/condition-tree.js';
import type { ConditionType, ReadCondition } from './condition.js';
import { conditionTypes } from './conditions/index.js';
import type { Reference } from './reference.js';

/** A tree of conditions whose settings have been read. */
export type ReadTree =
  | { readonly kind: 'all' | 'any' | 'not'; readonly of: readonly ReadTree[] }
  | { readonly kind: 'condition'; readonly condition: ReadCondition; readonly path: string };

export type ReadConditions =
  | { readonly ok: true; readonly tree: ReadTree; readonly references: readonly Reference[] }
  | { readonly ok: false; readonly faults: readonly Fault[] };

const byType: ReadonlyMap<string, ConditionType> = new Map(conditionTypes.map((type) => [type.type, type]));

const readLeaf = (leaf: Typed, path: string): ReadConditions => {
  const refuse = (message: string): ReadConditions => ({
    ok: false,
    faults: [{ path: `${path}.type`, message }],
  });
  const type = byType.get(leaf.type);
  if (type === undefined) return refuse(`must be one of ${[...byType.keys()].join(', ')}`);
  const decoded = decode(type.settings, leaf, path);
  if (!decoded.ok) return decoded;
  const condition = type.read(decoded.value);
  if (condition === undefined) return refuse('has settings that cannot be read');
  return {
    ok: true,
    tree: { kind: 'condition', condition, path },
    references: condition.references.map((reference) => ({
      ...reference,
      path: `${path}.${reference.path}`,
    })),
  };
};

const readBranches = (kind: 'all' | 'any' | 'not', branches: readonly ReadConditions[]): ReadConditions => {
  const faults = branches.flatMap((branch) => (branch.ok ? [] : branch.faults));
  if (faults.length > 0) return { ok: false, faults };
  const read = branches.flatMap((branch) => (branch.ok ? [branch] : []));
  return {
    ok: true,
    tree: { kind, of: read.map((branch) => branch.tree) },
    references: read.flatMap((branch) => branch.references),
  };
};

const isTyped = (tree: ConditionTree): tree is Typed => 'type' in tree;

/** Reads the settings of every condition; faults and references carry their path below `path`. */
export const readConditions = (tree: ConditionTree, path: string): ReadConditions => {
  if (isTyped(tree)) return readLeaf(tree, path);
  if ('not' in tree) return readBranches('not', [readConditions(tree.not, `${path}.not`)]);
  const kind = 'all' in tree ? 'all' : 'any';
  const branches = 'all' in tree ? tree.all : tree.any;
  return readBranches(
    kind,
    branches.map((branch, index) => readConditions(branch, `${path}.${kind}[${index}]`)),
  );
};
