import { asNumber, type Doc, type Value } from '../bson/value.js';
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

/** The codes with which MongoDB's operators refuse the type of an argument; the others do with 14, TypeMismatch. */
const typeErrors: Readonly<Record<string, number>> = {
  $abs: 28765,
  $ceil: 28765,
  $exp: 28765,
  $floor: 28765,
  $ln: 28765,
  $log10: 28765,
  $sqrt: 28765,
  $round: 51081,
  $trunc: 51081,
  $arrayElemAt: 28689,
  $first: 28689,
  $last: 28689,
  $concatArrays: 28664,
  $reverseArray: 34435,
  $slice: 28724,
  $indexOfArray: 40090,
  $setUnion: 17043,
  $setIntersection: 17047,
  $setDifference: 17048,
  $setIsSubset: 17046,
  $anyElementTrue: 17041,
  $allElementsTrue: 17040,
  $map: 16883,
  $filter: 28651,
  $reduce: 40080,
  $sortArray: 2942504,
  $concat: 16702,
  $toLower: 16007,
  $toUpper: 16007,
  $strcasecmp: 16007,
  $substrCP: 16007,
  $strLenCP: 34471,
  $strLenBytes: 34473,
  $split: 40085,
  $indexOfCP: 40093,
  $trim: 50699,
  $ltrim: 50699,
  $rtrim: 50699,
  $replaceOne: 51746,
  $replaceAll: 51746,
  $regexMatch: 51104,
  $dateDiff: 5166307,
  $dateAdd: 5166403,
  $dateSubtract: 5166403,
};

const dateParts = 16006;

export const wrongType = (operator: string, wanted: string, found: string): never =>
  refuse(
    typeErrors[operator] ?? (wanted === 'dates' ? dateParts : 14),
    `${operator} only supports ${wanted}, not ${found}`,
  );

/** A name that an expression may give to a variable. */
export const variableName = (name: string): string => {
  if (!/^(?:[a-z\u0080-\uffff]|CURRENT$)/.test(name))
    return refuse(16867, `'${name}' starts with an invalid character for a user variable name`);
  return /^[\w\u0080-\uffff]+$/.test(name)
    ? name
    : refuse(16868, `'${name}' contains an invalid character for a variable name`);
};

/** A place to begin or end a search. */
export const positionFor = (operator: string, value: Value | undefined): number => {
  const position = asNumber(value) ?? Number.NaN;
  if (!Number.isInteger(position)) return refuse(40096, `${operator} requires an integral index`);
  return position < 0 ? refuse(40097, `${operator} requires a nonnegative index`) : position;
};
