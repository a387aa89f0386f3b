import { asNumber, typeName, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';

const aliases: Readonly<Record<number, string>> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  6: 'undefined',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  12: 'dbPointer',
  13: 'javascript',
  14: 'symbol',
  15: 'javascriptWithScope',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  [-1]: 'minKey',
  127: 'maxKey',
};

const known = new Set([...Object.values(aliases), 'number']);

const aliasOf = (item: Value): string => {
  if (typeof item === 'string') return known.has(item) ? item : refuse(2, `Unknown type name alias: ${item}`);
  const number = asNumber(item);
  if (number === undefined) return refuse(14, 'type must be represented as a number or a string');
  return aliases[number] ?? refuse(2, `Invalid numerical type code: ${number}`);
};

export const typeTest = (operand: Value): ((value: Value | undefined) => boolean) => {
  const items = Array.isArray(operand) ? operand : [operand];
  if (items.length === 0) refuse(9, 'type must match at least one type');
  const wanted = new Set(items.map(aliasOf));
  if (wanted.has('number')) for (const name of ['int', 'long', 'double', 'decimal']) wanted.add(name);
  return (value) => value !== undefined && wanted.has(typeName(value));
};
