import { createContext, Script } from 'node:vm';
import { LRUCache } from 'lru-cache';

const patience = 100;
const remembered = 10_000;

const script = new Script('pattern.test(text)');

/** Without groups and with one repetition at most, time grows with the square of a name, and names are short. */
const isHarmless = (regex: string): boolean =>
  !regex.includes('(') && (regex.match(/[*+?{]/g) ?? []).length <= 1;

const createGuarded = (pattern: RegExp): ((text: string) => boolean) => {
  const verdicts = new LRUCache<string, boolean>({ max: remembered });
  const sandbox = { pattern, text: '' };
  const context = createContext(sandbox);
  const test = (text: string): boolean => {
    sandbox.text = text;
    try {
      return script.runInContext(context, { timeout: patience }) === true;
    } catch {
      throw new Error(`the regular expression takes more than ${patience} ms for '${text}'.`);
    }
  };
  return (text) => {
    const known = verdicts.get(text);
    if (known !== undefined) return known;
    const verdict = test(text);
    verdicts.set(text, verdict);
    return verdict;
  };
};

/**
 * Tests texts against a regular expression. One that backtracks without end is stopped with an error after a tenth of a
 * second: everybody would wait for it. Throws a SyntaxError if it is no regular expression.
 */
export const createPattern = (regex: string): ((text: string) => boolean) => {
  const pattern = new RegExp(regex);
  return isHarmless(regex) ? (text) => pattern.test(text) : createGuarded(pattern);
};
