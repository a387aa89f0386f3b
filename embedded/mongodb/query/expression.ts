import type { Doc, Value } from '../bson/value.js';

/** A test of one value; negation lives in the expression around it. */
export interface Predicate {
  readonly operator: string;
  readonly operand: Value;
  /** Whether an array at the end of the path is tested as a whole only. */
  readonly whole: boolean;
  readonly test: (value: Value | undefined) => boolean;
  /** What `$elemMatch` on documents demands of an element. */
  readonly element?: Expression;
  /** What `$elemMatch` on values demands of an element. */
  readonly values?: readonly Test[];
}

export interface Test {
  readonly predicate: Predicate;
  readonly negated: boolean;
}

export type Expression =
  | { readonly kind: 'and' | 'or' | 'nor'; readonly parts: readonly Expression[] }
  | { readonly kind: 'path'; readonly path: readonly string[]; readonly predicate: Predicate }
  | { readonly kind: 'not'; readonly part: Expression }
  | { readonly kind: 'computed'; readonly holds: (doc: Doc) => boolean }
  | { readonly kind: 'never' };
