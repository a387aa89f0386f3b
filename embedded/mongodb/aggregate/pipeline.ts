import { type Doc, isDoc, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import type { Stage, StageParser } from './stage.js';
import { flowStages } from './stages/flow.js';
import { reshapeStages } from './stages/reshape.js';

export interface NamedStage {
  readonly name: string;
  readonly operand: Value;
}

const changeStream = 'The $changeStream stage is only supported on replica sets';

export const namedStages = (pipeline: Value | undefined): readonly NamedStage[] => {
  if (!Array.isArray(pipeline)) return refuse(14, "'pipeline' option must be specified as an array");
  return pipeline.map((stage) => {
    if (!isDoc(stage)) return refuse(14, "Each element of the 'pipeline' array must be an object");
    const [name, ...more] = Object.keys(stage);
    if (name === undefined || more.length > 0) {
      return refuse(40323, 'A pipeline stage specification object must contain exactly one field.');
    }
    if (name === '$changeStream') return refuse(40573, changeStream);
    return { name, operand: stage[name] ?? null };
  });
};

const checkNested = (stage: NamedStage): NamedStage =>
  stage.name === '$facet' ? refuse(40600, '$facet is not allowed to be used within a $facet stage') : stage;

const facet: StageParser = (operand) => {
  if (!isDoc(operand) || Object.keys(operand).length === 0)
    return refuse(40169, 'the $facet specification must be a non-empty object');
  const facets = Object.entries(operand).map(([name, pipeline]): readonly [string, Stage] => [
    name,
    compilePipeline(namedStages(pipeline).map(checkNested)),
  ]);
  return (docs) => {
    const all = [...docs];
    return [Object.fromEntries(facets.map(([name, run]) => [name, [...run(all)]]))];
  };
};

const parsers: ReadonlyMap<string, StageParser> = new Map(
  Object.entries({ ...flowStages, ...reshapeStages, $facet: facet }),
);

/** Every stage of a pipeline. */
export const stageNames: readonly string[] = [...parsers.keys()];

export const unrecognizedStage = (name: string): never =>
  refuse(40324, `Unrecognized pipeline stage name: '${name}'`);

export const isStage = (name: string): boolean => parsers.has(name);

const parserOf = (name: string): StageParser => parsers.get(name) ?? unrecognizedStage(name);

/** Chains stages; one that does not exist here is refused by name. */
export const compilePipeline = (stages: readonly NamedStage[]): Stage => {
  const compiled = stages.map(({ name, operand }) => parserOf(name)(operand));
  return (docs) => compiled.reduce<Iterable<Doc>>((flow, stage) => stage(flow), docs);
};
