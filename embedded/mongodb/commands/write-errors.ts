import type { Doc } from '../bson/value.js';
import { CommandError } from '../errors.js';
import type { Steps } from './steps.js';

/** Runs the statements of one write command; an ordered one stops at the first error. */
export const runStatements = function* <T>(
  statements: readonly T[],
  ordered: boolean,
  apply: (statement: T, index: number) => Steps<void> | void,
): Steps<Doc> {
  const writeErrors: Doc[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      const steps = apply(statement, index);
      if (steps) yield* steps;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      writeErrors.push({ index, code: error.code, errmsg: error.message, ...error.extra });
      if (ordered) break;
    }
  }
  return writeErrors.length > 0 ? { writeErrors } : {};
};
