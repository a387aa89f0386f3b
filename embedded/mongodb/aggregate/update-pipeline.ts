import type { Doc, Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import { isStage, namedStages, unrecognizedStage } from './pipeline.js';
import type { StageParser } from './stage.js';
import { reshapeStages } from './stages/reshape.js';

const refuseStage = (name: string): never =>
  isStage(name) ? refuse(72, `${name} is not allowed to be used within an update`) : unrecognizedStage(name);

/** An update written as a pipeline may only reshape the document. */
export const compileUpdatePipeline = (pipeline: readonly Value[]): ((doc: Doc) => Doc) => {
  const stages = namedStages([...pipeline]).map(({ name, operand }) => {
    const parse: StageParser | undefined = Object.hasOwn(reshapeStages, name)
      ? reshapeStages[name]
      : undefined;
    return (parse ?? refuseStage(name))(operand);
  });
  return (doc) => {
    const [result] = stages.reduce<Iterable<Doc>>((flow, stage) => stage(flow), [doc]);
    return withOriginalId(doc, result ?? doc);
  };
};

/** `$replaceWith` keeps the `_id` unless it names another one, which is refused when stored. */
const withOriginalId = (before: Doc, after: Doc): Doc =>
  Object.hasOwn(after, '_id') || before['_id'] === undefined ? after : { _id: before['_id'], ...after };
