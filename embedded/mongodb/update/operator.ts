import type { Value } from '../bson/value.js';
import type { WriteMode } from './write-path.js';

export interface UpdateContext {
  readonly isInsert: boolean;
  readonly now: Date;
}

/** One operator on one field. */
export interface FieldUpdate {
  readonly path: readonly string[];
  readonly operator: string;
  readonly mode: WriteMode;
  readonly onInsertOnly?: boolean;
  readonly change: (old: Value | undefined, context: UpdateContext) => Value | undefined;
  /** `$rename` moves a value between two paths. */
  readonly renameTo?: readonly string[];
}

export type Operator = (path: string, operand: Value) => Omit<FieldUpdate, 'path' | 'operator'>;
