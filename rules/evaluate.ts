import {
  Engine,
  type RuleProperties,
  type TopLevelCondition,
  type TopLevelConditionResult,
} from 'json-rules-engine';
import type { Json } from '../domain/codecs/json.js';
import type { Explanation } from '../domain/run/evaluation.js';
import type { Facts, ReadCondition } from './condition.js';
import type { ReadTree } from './read-conditions.js';
import type { Reference } from './reference.js';

/** Conditions made into a rule once, to be evaluated on many leads. */
export interface CompiledConditions {
  /** Evaluates every condition, also where one alone decides, so that the explanation is whole. */
  readonly evaluate: (facts: Facts) => Promise<Explanation>;
  readonly leaves: readonly ReadCondition[];
  /** What the conditions name in the catalogue. */
  readonly references: readonly Reference[];
}

type Nested = RuleProperties['conditions'] | { fact: string; operator: string; value: Json };

/** The conditions of a tree, in their order. */
export const leavesOf = (tree: ReadTree): readonly ReadCondition[] =>
  tree.kind === 'condition' ? [tree.condition] : tree.of.flatMap(leavesOf);

const factId = (index: number): string => `c${index}`;

const toRule = (tree: ReadTree): TopLevelCondition => {
  let next = 0;
  const nested = (node: ReadTree): Nested => {
    if (node.kind === 'condition') {
      const { operator, value } = node.condition.comparison;
      return { fact: factId(next++), operator, value };
    }
    const branches = node.of.map(nested);
    const [first] = branches;
    if (node.kind === 'not' && first !== undefined) return { not: first };
    return node.kind === 'any' ? { any: branches } : { all: branches };
  };
  return { all: [nested(tree)] };
};

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';

const newEngine = (rule: TopLevelCondition): Engine => {
  const engine = new Engine([{ conditions: rule, event: { type: 'holds' } }]);
  engine.addOperator(
    'textContains',
    (fact: unknown, part: unknown) => isText(fact) && isText(part) && fact.includes(part),
  );
  engine.addOperator(
    'textStartsWith',
    (fact: unknown, part: unknown) => isText(fact) && isText(part) && fact.startsWith(part),
  );
  engine.addOperator('between', (fact: unknown, ends: unknown) => {
    const [from, to]: readonly unknown[] = Array.isArray(ends) ? ends : [];
    return isNumber(fact) && isNumber(from) && isNumber(to) && from <= fact && fact <= to;
  });
  return engine;
};

/** The nodes below one of the engine's result; none below a single condition. */
const below = (node: object): readonly object[] => {
  if ('all' in node && Array.isArray(node.all)) return node.all;
  if ('any' in node && Array.isArray(node.any)) return node.any;
  return 'not' in node && typeof node.not === 'object' && node.not !== null ? [node.not] : [];
};

const explain = (tree: ReadTree, node: object, facts: Facts): Explanation => {
  const holds = 'result' in node && node.result === true;
  if (tree.kind === 'condition') {
    const { type, sentence, found } = tree.condition;
    return { type, holds, sentence, found: found(facts) };
  }
  const nodes = below(node);
  const of = tree.of.flatMap((branch, index) => {
    const result = nodes[index];
    return result === undefined ? [] : [explain(branch, result, facts)];
  });
  return { type: tree.kind, holds, of };
};

/** Builds the rule of a tree; the engines that run it are kept and used again. */
export const compileConditions = (tree: ReadTree): CompiledConditions => {
  const rule = toRule(tree);
  const leaves = leavesOf(tree);
  // An engine drops the rules of a second run that begins before its first has ended, so each run has one to itself.
  const idle: Engine[] = [];
  const run = async (facts: Facts): Promise<TopLevelConditionResult> => {
    const engine = idle.pop() ?? newEngine(rule);
    const values = Object.fromEntries(leaves.map((leaf, index) => [factId(index), leaf.fact(facts)]));
    const { results, failureResults } = await engine.run(values);
    idle.push(engine);
    const [result] = [...results, ...failureResults];
    if (result === undefined) throw new Error('json-rules-engine gave no result');
    return result.conditions;
  };
  return {
    leaves,
    references: leaves.flatMap((leaf) => leaf.references),
    evaluate: async (facts) => {
      const [root] = below(await run(facts));
      if (root === undefined) throw new Error('json-rules-engine gave a result without conditions');
      return explain(tree, root, facts);
    },
  };
};
