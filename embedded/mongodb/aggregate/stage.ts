import type { Doc, Value } from '../bson/value.js';

/** A stage takes documents and gives documents, as late as it can. */
export type Stage = (docs: Iterable<Doc>) => Iterable<Doc>;

export type StageParser = (operand: Value) => Stage;
