import { type Doc, field, isDoc, setField, typeName, type Value } from '../../bson/value.js';
import { refuse } from '../../errors.js';
import { isNothing, type Plain, plain, type Special } from '../evaluate.js';
import { namedArguments } from '../named-arguments.js';

const docFor = (code: number, operator: string, value: Value | undefined): Doc =>
  isDoc(value)
    ? value
    : refuse(code, `${operator} requires object inputs, but input is of type ${typeName(value)}`);

const pairOf = (item: Value): readonly [string, Value] => {
  const [key, value] = Array.isArray(item) ? item : isDoc(item) ? [item['k'], item['v']] : [];
  if (typeof key === 'string' && key.includes('\0'))
    return refuse(Array.isArray(item) ? 4940400 : 4940401, 'Key field cannot contain an embedded null byte');
  return typeof key === 'string' && value !== undefined
    ? [key, value]
    : refuse(40398, '$arrayToObject requires an array of [key, value] pairs or of {k, v} objects');
};

const fromPairs = (items: readonly Value[]): Doc => {
  const result: Doc = {};
  for (const item of items) setField(result, ...pairOf(item));
  return result;
};

/** The fields of all documents, null and missing ones left out; of fields with one name the last counts. */
export const mergeObjects = (values: readonly (Value | undefined)[]): Doc => {
  const docs = values
    .filter((value) => !isNothing(value))
    .map((value) => docFor(40400, '$mergeObjects', value));
  return Object.fromEntries(docs.flatMap((doc) => Object.entries(doc)));
};

export const objectOperators: Readonly<Record<string, Plain>> = {
  $mergeObjects: plain(0, Infinity, mergeObjects),
  $objectToArray: plain(1, 1, ([value]) =>
    isNothing(value)
      ? null
      : Object.entries(docFor(40390, '$objectToArray', value)).map(([k, v]) => ({ k, v })),
  ),
  $arrayToObject: plain(1, 1, ([value]) => {
    if (isNothing(value)) return null;
    return Array.isArray(value) ? fromPairs(value) : refuse(40386, '$arrayToObject requires an array input');
  }),
};

const getField: Special = (operand, compile) => {
  const isExpression = isDoc(operand) && Object.keys(operand)[0]?.startsWith('$') === true;
  const named =
    isDoc(operand) && !isExpression
      ? namedArguments('$getField', operand, ['field'], ['input'])
      : { field: operand };
  const name = compile(named['field'] ?? null);
  const input = compile(named['input'] ?? '$$ROOT');
  return (scope) => {
    const key = name(scope);
    const doc = input(scope);
    if (typeof key !== 'string') return refuse(5654602, '$getField requires a string as its field');
    return isDoc(doc) ? field(doc, key) : isNothing(doc) ? null : undefined;
  };
};

export const objectExpressions: Readonly<Record<string, Special>> = { $getField: getField };
