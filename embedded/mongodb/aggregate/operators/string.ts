import { BSONRegExp } from 'bson';
import { compareStrings } from '../../bson/compare.js';
import { asNumber, typeName, type Value } from '../../bson/value.js';
import { refuse } from '../../errors.js';
import { compileRegex } from '../../query/regex.js';
import { isNothing, type Plain, plain, positionFor, type Special, wrongType } from '../evaluate.js';
import { namedArguments } from '../named-arguments.js';

const textFor = (operator: string, value: Value | undefined): string =>
  typeof value === 'string' ? value : wrongType(operator, 'strings', typeName(value));

/** A text in a place that has a code of its own. */
const textIn = (code: number, what: string, value: Value | undefined): string =>
  typeof value === 'string' ? value : refuse(code, `${what} must be a string, but is ${typeName(value)}`);

const asText = (operator: string, value: Value | undefined): string => {
  if (isNothing(value)) return '';
  if (value instanceof Date) return value.toISOString();
  const number = asNumber(value);
  return number === undefined ? textFor(operator, value) : String(value);
};

const onTexts =
  (operator: string, apply: (texts: readonly string[]) => Value): Plain['apply'] =>
  (args) =>
    args.some(isNothing) ? null : apply(args.map((arg) => textFor(operator, arg)));

/** The codes refuse what is no number, what is not whole, and what is below 0. */
const countFor = (
  what: string,
  value: Value | undefined,
  codes: readonly [number, number, number],
): number => {
  const number = asNumber(value) ?? refuse(codes[0], `$substrCP: ${what} must be a number`);
  if (!Number.isInteger(number)) return refuse(codes[1], `$substrCP: ${what} must be a whole number`);
  return number < 0 ? refuse(codes[2], `$substrCP: ${what} must not be negative`) : number;
};

const substring = ([text, from, count]: readonly (Value | undefined)[]): Value => {
  const points = [...asText('$substrCP', text)];
  const start = countFor('the starting index', from, [34450, 34451, 34455]);
  const size = countFor('the length', count, [34452, 34453, 34454]);
  return points.slice(start, start + size).join('');
};

const split = ([text, separator]: readonly (Value | undefined)[]): Value => {
  if (isNothing(text) || isNothing(separator)) return null;
  const parts = textFor('$split', text);
  const by = textIn(40086, 'the separator of $split', separator);
  return by === '' ? refuse(40087, '$split requires a non-empty separator') : parts.split(by);
};

const indexOf = ([text, part, from = 0, to]: readonly (Value | undefined)[]): Value => {
  if (isNothing(text)) return null;
  const points = [...textFor('$indexOfCP', text)];
  const wanted = textIn(40094, 'the second argument of $indexOfCP', part);
  const start = positionFor('$indexOfCP', from);
  const end = to === undefined ? points.length : positionFor('$indexOfCP', to);
  const searched = points.slice(start, end).join('');
  const found = start > points.length ? -1 : searched.indexOf(wanted);
  return found < 0 ? -1 : start + [...searched.slice(0, found)].length;
};

// MongoDB changes the case of ASCII letters only.
const upper = (text: string): string => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
const lower = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

export const stringOperators: Readonly<Record<string, Plain>> = {
  $concat: plain(
    0,
    Infinity,
    onTexts('$concat', (texts) => texts.join('')),
  ),
  $toLower: plain(1, 1, ([text]) => lower(asText('$toLower', text))),
  $toUpper: plain(1, 1, ([text]) => upper(asText('$toUpper', text))),
  $strLenCP: plain(1, 1, ([text]) => [...textFor('$strLenCP', text)].length),
  $strLenBytes: plain(1, 1, ([text]) => Buffer.byteLength(textFor('$strLenBytes', text))),
  $strcasecmp: plain(2, 2, ([a, b]) =>
    compareStrings(upper(asText('$strcasecmp', a)), upper(asText('$strcasecmp', b))),
  ),
  $substrCP: plain(3, 3, substring),
  $split: plain(2, 2, split),
  $indexOfCP: plain(2, 4, indexOf),
};

const trimmer =
  (operator: string, trimStart: boolean, trimEnd: boolean): Special =>
  (operand, compile) => {
    const { input, chars } = namedArguments(operator, operand, ['input'], ['chars']);
    const text = compile(input ?? null);
    const set = chars === undefined ? undefined : compile(chars);
    return (scope) => {
      const value = text(scope);
      const wantedText = set === undefined ? undefined : set(scope);
      if (isNothing(value) || (set !== undefined && isNothing(wantedText))) return null;
      const wanted =
        set === undefined ? undefined : new Set(textIn(50700, `chars of ${operator}`, wantedText));
      const drops = (point: string): boolean => (wanted ? wanted.has(point) : /[\s\0]/.test(point));
      const points = [...textFor(operator, value)];
      const start = trimStart ? points.findIndex((point) => !drops(point)) : 0;
      const end = trimEnd ? points.findLastIndex((point) => !drops(point)) : points.length - 1;
      return start < 0 ? '' : points.slice(start, end + 1).join('');
    };
  };

const replacer =
  (operator: string, replace: (text: string, find: string, by: string) => string): Special =>
  (operand, compile) => {
    const { input, find, replacement } = namedArguments(operator, operand, ['input', 'find', 'replacement']);
    const parts = [input, find, replacement].map((part) => compile(part ?? null));
    return (scope) => {
      const [text, wanted, by] = parts.map((part) => part(scope));
      if ([text, wanted, by].some(isNothing)) return null;
      return replace(
        textFor(operator, text),
        textIn(51745, `find of ${operator}`, wanted),
        textIn(51744, `replacement of ${operator}`, by),
      );
    };
  };

const regexMatch: Special = (operand, compile) => {
  const { input, regex, options } = namedArguments('$regexMatch', operand, ['input', 'regex'], ['options']);
  const text = compile(input ?? null);
  const pattern = compile(regex ?? null);
  const flags = options === undefined ? '' : textFor('$regexMatch', options);
  return (scope) => {
    const value = text(scope);
    const wanted = pattern(scope);
    if (isNothing(value) || isNothing(wanted)) return false;
    const compiled =
      wanted instanceof BSONRegExp
        ? compileRegex(wanted.pattern, wanted.options + flags)
        : compileRegex(textIn(51105, 'regex of $regexMatch', wanted), flags);
    return compiled.test(textFor('$regexMatch', value));
  };
};

export const stringExpressions: Readonly<Record<string, Special>> = {
  $trim: trimmer('$trim', true, true),
  $ltrim: trimmer('$ltrim', true, false),
  $rtrim: trimmer('$rtrim', false, true),
  $replaceOne: replacer('$replaceOne', (text, find, by) => text.replace(find, () => by)),
  $replaceAll: replacer('$replaceAll', (text, find, by) => text.split(find).join(by)),
  $regexMatch: regexMatch,
};
