import { type Doc, isDoc, typeName, type Value } from '../../bson/value.js';
import { refuse } from '../../errors.js';
import { compute, exclude } from '../../projection/apply-tree.js';
import { compileProjectStage } from '../../projection/projection.js';
import { buildTree } from '../../projection/tree.js';
import { compileExpression } from '../expression.js';
import type { Stage, StageParser } from '../stage.js';

const each = (change: (doc: Doc) => Doc): Stage =>
  function* (docs) {
    for (const doc of docs) yield change(doc);
  };

const specOf = (name: string, operand: Value): Doc =>
  isDoc(operand) ? operand : refuse(40272, `${name} specification stage must be an object`);

const addFields =
  (name: string): StageParser =>
  (operand) => {
    const tree = buildTree(specOf(name, operand), false);
    return each((doc) => compute(doc, tree, { root: doc, variables: {} }));
  };

const unset: StageParser = (operand) => {
  if (typeof operand !== 'string' && !Array.isArray(operand))
    return refuse(31002, '$unset specification must be a string or an array');
  const names = Array.isArray(operand) ? operand : [operand];
  if (names.length === 0)
    return refuse(31119, '$unset specification must be a string or an array with at least one field');
  const spec: Doc = {};
  for (const name of names) {
    if (typeof name !== 'string')
      return refuse(31120, '$unset specification must be a string or an array of strings');
    spec[name] = 0;
  }
  const tree = buildTree(spec, true);
  return each((doc) => exclude(doc, tree));
};

const newRoot = (name: string, expression: Value): Stage => {
  const evaluate = compileExpression(expression);
  return each((doc) => {
    const root = evaluate({ root: doc, variables: {} });
    return isDoc(root)
      ? root
      : refuse(
          40228,
          `'newRoot' expression of ${name} must evaluate to an object, but resulting value was of type ${typeName(root)}`,
        );
  });
};

const replaceRoot: StageParser = (operand) => {
  if (!isDoc(operand)) return refuse(14, 'the $replaceRoot specification must be an object');
  const { newRoot: root, ...rest } = operand;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined)
    return refuse(40415, `BSON field '$replaceRoot.${unknown}' is an unknown field.`);
  return root === undefined
    ? refuse(40414, "BSON field '$replaceRoot.newRoot' is missing but a required field")
    : newRoot('$replaceRoot', root);
};

export const reshapeStages: Readonly<Record<string, StageParser>> = {
  $project: (operand) => each(compileProjectStage(specOf('$project', operand))),
  $addFields: addFields('$addFields'),
  $set: addFields('$set'),
  $unset: unset,
  $replaceRoot: replaceRoot,
  $replaceWith: (operand) => newRoot('$replaceWith', operand),
};
