import type { Doc } from '../bson/value.js';
import { CommandError } from '../errors.js';

/** Runs the statements of one write command; an ordered one stops at the first error. */
export const runStatements = <T>(
  statements: readonly T[],
  ordered: boolean,
  apply: (statement: T, index: number) => void,
): Doc => {
  const writeErrors: Doc[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      apply(statement, index);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      writeErrors.push({ index, code: error.code, errmsg: error.message, ...error.extra });
      if (ordered) break;
    }
  }
  return writeErrors.length > 0 ? { writeErrors } : {};
};
