import { BSONRegExp } from 'bson';
import { compareStrings } from '../../bson/compare.js';
import { asNumber, typeName, type Value } from '../../bson/value.js';
import { refuse } from '../../errors.js';
import { compileRegex } from '../../query/regex.js';
import { isNothing, type Plain, plain, type Special, wrongType } from '../evaluate.js';
import { namedArguments } from '../named-arguments.js';

const textFor = (operator: string, value: Value | undefined): string =>
  typeof value === 'string' ? value : wrongType(operator, 'strings', typeName(value));

const asText = (operator: string, value: Value | undefined): string => {
  if (isNothing(value)) return '';
  if (value instanceof Date) return value.toISOString();
  const number = asNumber(value);
  return number === undefined ? textFor(operator, value) : String(value);
};

const numberFor = (operator: string, value: Value | undefined): number =>
  asNumber(value) ?? wrongType(operator, 'numbers', typeName(value));

const onTexts =
  (operator: string, apply: (texts: readonly string[]) => Value): Plain['apply'] =>
  (args) =>
    args.some(isNothing) ? null : apply(args.map((arg) => textFor(operator, arg)));

const substring = ([text, from, count]: readonly (Value | undefined)[]): Value => {
  const start = numberFor('$substrCP', from);
  const points = [...asText('$substrCP', text)];
  const size = numberFor('$substrCP', count);
  return points.slice(start, size < 0 ? undefined : start + size).join('');
};

export const stringOperators: Readonly<Record<string, Plain>> = {
  $concat: plain(
    0,
    Infinity,
    onTexts('$concat', (texts) => texts.join('')),
  ),
  $toLower: plain(1, 1, ([text]) => asText('$toLower', text).toLowerCase()),
  $toUpper: plain(1, 1, ([text]) => asText('$toUpper', text).toUpperCase()),
  $strLenCP: plain(1, 1, ([text]) => [...textFor('$strLenCP', text)].length),
  $strLenBytes: plain(1, 1, ([text]) => Buffer.byteLength(textFor('$strLenBytes', text))),
  $strcasecmp: plain(2, 2, ([a, b]) =>
    compareStrings(asText('$strcasecmp', a).toUpperCase(), asText('$strcasecmp', b).toUpperCase()),
  ),
  $substrCP: plain(3, 3, substring),
  $split: plain(
    2,
    2,
    onTexts('$split', ([text = '', separator = '']) =>
      separator === '' ? refuse(40087, '$split requires a non-empty separator') : text.split(separator),
    ),
  ),
  $indexOfCP: plain(2, 2, ([text, part]) => {
    if (isNothing(text)) return null;
    const at = textFor('$indexOfCP', text).indexOf(textFor('$indexOfCP', part));
    return at < 0 ? -1 : [...textFor('$indexOfCP', text).slice(0, at)].length;
  }),
};

const trimmer =
  (operator: string, trimStart: boolean, trimEnd: boolean): Special =>
  (operand, compile) => {
    const { input, chars } = namedArguments(operator, operand, ['input'], ['chars']);
    const text = compile(input ?? null);
    const set = chars === undefined ? undefined : compile(chars);
    return (scope) => {
      const value = text(scope);
      if (isNothing(value)) return null;
      const wanted = set === undefined ? undefined : new Set(textFor(operator, set(scope)));
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
      const values = parts.map((part) => part(scope));
      if (values.some(isNothing)) return null;
      const [text = '', wanted = '', by = ''] = values.map((value) => textFor(operator, value));
      return replace(text, wanted, by);
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
        : compileRegex(textFor('$regexMatch', wanted), flags);
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
