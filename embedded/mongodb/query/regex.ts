import { BSONRegExp, BSONSymbol } from 'bson';
import { equalValues } from '../bson/compare.js';
import type { Value } from '../bson/value.js';
import { refuse } from '../errors.js';

const maxPatternLength = 32764;
const inlineFlags = /^\(\?([ims]+)\)/;

const flagsOf = (options: string): string => {
  const unknown = [...options].find((option) => !'imsu'.includes(option));
  if (unknown !== undefined) refuse(51108, `invalid flag in regex options: ${unknown}`);
  return [...new Set(options)].filter((option) => option !== 'u').join('');
};

const unicodeRegex = (source: string, flags: string): RegExp | undefined => {
  try {
    return new RegExp(source, `${flags}u`);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
};

export const compileRegex = (pattern: string, options: string): RegExp => {
  if (pattern.length > maxPatternLength) refuse(51091, 'Regular expression is invalid: pattern is too long');
  const inline = inlineFlags.exec(pattern);
  const source = inline === null ? pattern : pattern.slice(inline[0].length);
  const flags = flagsOf(options + (inline?.[1] ?? ''));
  try {
    // Characters count whole with the flag `u`, but it refuses escapes that mean nothing.
    return unicodeRegex(source, flags) ?? new RegExp(source, flags);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refuse(51091, `Regular expression is invalid: ${error.message}`);
  }
};

export const regexTest = (regex: BSONRegExp): ((value: Value | undefined) => boolean) => {
  const compiled = compileRegex(regex.pattern, regex.options);
  return (value) => {
    if (typeof value === 'string') return compiled.test(value);
    if (value instanceof BSONSymbol) return compiled.test(value.value);
    return value instanceof BSONRegExp && equalValues(value, regex);
  };
};

/** The fixed text that every match starts with, for index bounds; the options `i`, `m` and `x` leave it open. */
export const literalPrefix = (regex: BSONRegExp): string => {
  if (/[^us]/.test(regex.options) || !regex.pattern.startsWith('^') || regex.pattern.includes('|')) return '';
  const literal = /^(?:[\w\s@:/\-,;=%&!"'#<>~`]|\\[^\w])*/.exec(regex.pattern.slice(1))?.[0] ?? '';
  const quantified = /^[?*{+]/.test(regex.pattern.slice(1 + literal.length));
  const certain = quantified ? literal.replace(/(?:\\.|.)$/s, '') : literal;
  return certain.replace(/\\(.)/g, '$1');
};
