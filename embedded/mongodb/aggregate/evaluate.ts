import type { Doc, Value } from '../bson/value.js';
import { refuse } from '../errors.js';

export interface Scope {
  readonly root: Doc;
  readonly variables: Readonly<Record<string, Value | undefined>>;
}

/** undefined is a missing value: a field set to it does not appear. */
export type Evaluate = (scope: Scope) => Value | undefined;

type Arguments = readonly (Value | undefined)[];

/** An operator on evaluated arguments, with the fewest and the most it takes. */
export interface Plain {
  readonly least: number;
  readonly most: number;
  readonly apply: (args: Arguments) => Value | undefined;
}

/** An operator that compiles its operand itself, because it has named or lazy arguments. */
export type Special = (operand: Value, compile: (value: Value) => Evaluate) => Evaluate;

export const plain = (least: number, most: number, apply: Plain['apply']): Plain => ({ least, most, apply });

export const isNothing = (value: Value | undefined): value is null | undefined =>
  value === undefined || value === null;

export const wrongType = (operator: string, wanted: string, found: string): never =>
  refuse(14, `${operator} only supports ${wanted}, not ${found}`);
