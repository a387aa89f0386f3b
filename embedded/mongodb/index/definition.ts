import { equalValues } from '../bson/compare.js';
import { asNumber, type Doc, isDoc, isTruthy, typeName, type Value } from '../bson/value.js';
import { refuse, unsupported } from '../errors.js';
import { parseFilter } from '../query/parse.js';

export interface IndexDefinition {
  readonly name: string;
  readonly key: Doc;
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly partialFilter?: Doc;
  readonly expireAfterSeconds?: number;
}

const harmless = new Set(['v', 'background', 'ns']);
const known = new Set([
  'key',
  'name',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
  'collation',
]);

const checkKey = (key: Value | undefined): Doc => {
  if (key === undefined) return refuse(9, "The 'key' field is a required property of an index specification");
  if (!isDoc(key) || Object.keys(key).length === 0) return refuse(67, 'Index keys cannot be an empty object');
  for (const [path, direction] of Object.entries(key)) {
    if (typeof direction === 'string')
      return refuse(
        67,
        `Unknown index plugin '${direction}': this index kind is not supported by the embedded server`,
      );
    const number = asNumber(direction);
    if (number === undefined || number === 0)
      return refuse(67, `Values in the index key pattern must be 1 or -1, not for ${path}`);
    const parts = path.split('.');
    if (parts.some((part) => part === '' || part.startsWith('$')))
      return refuse(67, `Index key contains an illegal field name: '${path}'`);
    if (parts.some((part) => /^\d+$/.test(part)))
      return unsupported(`an index on an array position ('${path}')`);
  }
  return key;
};

const checkExpiry = (value: Value | undefined, key: Doc): number | undefined => {
  if (value === undefined) return undefined;
  const seconds = asNumber(value);
  if (seconds === undefined)
    return refuse(14, `The field 'expireAfterSeconds' must be a number, but got ${typeName(value)}`);
  if (seconds < 0 || seconds > 2147483647)
    return refuse(67, 'TTL index expireAfterSeconds must be between 0 and 2147483647');
  if (Object.keys(key).length > 1)
    return refuse(67, 'TTL indexes are single-field indexes, compound indexes do not support TTL');
  return seconds;
};

const checkPartial = (value: Value | undefined, sparse: boolean): Doc | undefined => {
  if (value === undefined) return undefined;
  if (!isDoc(value)) return refuse(14, "The field 'partialFilterExpression' must be an object");
  if (sparse) return refuse(67, 'cannot mix "partialFilterExpression" and "sparse" options');
  parseFilter(value);
  return value;
};

const checkOptions = (spec: Doc): void => {
  for (const [option, value] of Object.entries(spec)) {
    if (option === 'collation' && !(isDoc(value) && value['locale'] === 'simple'))
      unsupported("index option 'collation'");
    if (option === 'hidden' && !isTruthy(value)) continue;
    if (!known.has(option) && !harmless.has(option)) {
      refuse(197, `The field '${option}' is not valid for an index specification of the embedded server`);
    }
  }
};

const isIdKey = (key: Doc): boolean => equalValues(key, { _id: 1 });

const notOfId = ['unique', 'sparse', 'partialFilterExpression', 'expireAfterSeconds'];

const checkIdOptions = (spec: Doc, key: Doc): void => {
  const wrong = isIdKey(key) ? notOfId.find((option) => spec[option] !== undefined) : undefined;
  if (wrong !== undefined) refuse(197, `The field '${wrong}' is not valid for an _id index specification`);
};

const checkName = (name: Value | undefined): string => {
  if (typeof name !== 'string')
    return refuse(9, "The 'name' field is a required property of an index specification");
  if (name === '') return refuse(67, 'index name cannot be empty');
  if (name === '*') return refuse(2, "The index name '*' is not valid.");
  return name.includes('\0') ? refuse(67, 'index name cannot contain NUL bytes') : name;
};

export const parseIndex = (spec: Doc): IndexDefinition => {
  checkOptions(spec);
  const key = checkKey(spec['key']);
  checkIdOptions(spec, key);
  const name = checkName(spec['name']);
  const sparse = isTruthy(spec['sparse']);
  const partialFilter = checkPartial(spec['partialFilterExpression'], sparse);
  const expireAfterSeconds = checkExpiry(spec['expireAfterSeconds'], key);
  return {
    name,
    key,
    sparse,
    unique: isTruthy(spec['unique']) || isIdKey(key),
    ...(partialFilter !== undefined && { partialFilter }),
    ...(expireAfterSeconds !== undefined && { expireAfterSeconds }),
  };
};

export const describeIndex = (index: IndexDefinition): Doc => ({
  v: 2,
  key: index.key,
  name: index.name,
  ...(index.unique && { unique: true }),
  ...(index.sparse && { sparse: true }),
  ...(index.partialFilter && { partialFilterExpression: index.partialFilter }),
  ...(index.expireAfterSeconds !== undefined && { expireAfterSeconds: index.expireAfterSeconds }),
});
