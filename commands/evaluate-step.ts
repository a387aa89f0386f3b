import type { Revision } from '../domain/codecs/numbers.js';
import type { Instant } from '../domain/codecs/time.js';
import type { ConditionTree } from '../domain/flow/condition-tree.js';
import type { Evaluation, Explanation } from '../domain/run/evaluation.js';
import type { Reason } from '../domain/run/events.js';
import type { Facts } from '../rules/condition.js';
import { type CompiledConditions, compileConditions } from '../rules/evaluate.js';
import { readConditions } from '../rules/read-conditions.js';
import { earliestHolding } from '../rules/wait.js';
import type { Catalogue } from './catalogue.js';
import { readFunnels } from './read-funnels.js';

/** What the conditions of a due step say about it. */
export type StepVerdict =
  | { readonly kind: 'run'; readonly evaluation?: Evaluation }
  | {
      readonly kind: 'put-off';
      readonly dueAt: Instant;
      readonly reason: Reason;
      readonly evaluation: Evaluation;
    }
  | { readonly kind: 'skip'; readonly reason: Reason; readonly evaluation: Evaluation }
  | { readonly kind: 'fail'; readonly reason: Reason };

type Compiled =
  | { readonly ok: true; readonly conditions: CompiledConditions }
  | { readonly ok: false; readonly message: string };

/** One entry for every tree of a flow version: the engine is built once, not at each lead. */
const compiled = new WeakMap<object, Compiled>();

const compile = (tree: ConditionTree): Compiled => {
  const known = compiled.get(tree);
  if (known !== undefined) return known;
  const read = readConditions(tree, 'conditions');
  const result: Compiled = read.ok
    ? { ok: true, conditions: compileConditions(read.tree) }
    : { ok: false, message: read.faults.map((fault) => `${fault.path} ${fault.message}`).join('; ') };
  compiled.set(tree, result);
  return result;
};

/** The conditions that decided against it, as a person would say it. */
const objections = (explanation: Explanation): readonly string[] => {
  const { type, holds, of, sentence } = explanation;
  if (holds) return [];
  if (of === undefined) return [`Not met: ${sentence ?? type}.`];
  return of.flatMap(type === 'not' ? affirmations : objections);
};

const affirmations = (explanation: Explanation): readonly string[] => {
  const { type, holds, of, sentence } = explanation;
  if (!holds) return [];
  if (of === undefined) return [`Met, although it must not be: ${sentence ?? type}.`];
  return of.flatMap(type === 'not' ? objections : affirmations);
};

/** Conditions as they were found, or why they could not be evaluated. */
type Evaluated =
  | {
      readonly ok: true;
      readonly conditions: CompiledConditions;
      readonly facts: Facts;
      readonly evaluation: Evaluation;
    }
  | { readonly ok: false; readonly message: string };

/**
 * Evaluates a tree of conditions on a lead as of `leadRevision`, with the funnels as the catalogue has them; not `ok` where
 * its settings cannot be read.
 */
export const evaluateConditions = async (
  tree: ConditionTree,
  leadAt: Omit<Facts, 'funnels'>,
  leadRevision: Revision,
  catalogue: Pick<Catalogue, 'funnel'>,
): Promise<Evaluated> => {
  const result = compile(tree);
  if (!result.ok) return result;
  const { conditions } = result;
  const facts: Facts = { ...leadAt, funnels: await readFunnels(conditions.references, catalogue) };
  const explanation = await conditions.evaluate(facts);
  const { holds } = explanation;
  const evaluation = { holds, evaluatedAt: facts.now, leadRevision, explanation };
  return { ok: true, conditions, facts, evaluation };
};

/** Evaluates the conditions of a step on a lead as of `leadRevision`, with the funnels as the catalogue has them. */
export const evaluateStep = async (
  tree: ConditionTree | undefined,
  leadAt: Omit<Facts, 'funnels'>,
  leadRevision: Revision,
  catalogue: Pick<Catalogue, 'funnel'>,
): Promise<StepVerdict> => {
  if (tree === undefined) return { kind: 'run' };
  const result = await evaluateConditions(tree, leadAt, leadRevision, catalogue);
  if (!result.ok) return { kind: 'fail', reason: { code: 'unusable-conditions', message: result.message } };
  const { conditions, facts, evaluation } = result;
  if (evaluation.holds) return { kind: 'run', evaluation };
  const message = objections(evaluation.explanation).join(' ');
  const dueAt = await earliestHolding(conditions, facts);
  if (dueAt === undefined)
    return { kind: 'skip', reason: { code: 'conditions-not-met', message }, evaluation };
  return { kind: 'put-off', dueAt, reason: { code: 'waiting-for-time', message }, evaluation };
};
