import { equalValues } from '../bson/compare.js';
import { asNumber, type Doc, isDoc, isTruthy, type Value } from '../bson/value.js';
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
  if (seconds === undefined || seconds < 0 || seconds > 2147483647)
    return refuse(67, 'TTL index expireAfterSeconds must be between 0 and 2147483647');
  const [only, ...more] = Object.keys(key);
  if (more.length > 0 || only === '_id')
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

export const parseIndex = (spec: Doc): IndexDefinition => {
  checkOptions(spec);
  const key = checkKey(spec['key']);
  const name = spec['name'];
  if (typeof name !== 'string' || name === '')
    return refuse(9, "The 'name' field is a required property of an index specification");
  const sparse = isTruthy(spec['sparse']);
  const partialFilter = checkPartial(spec['partialFilterExpression'], sparse);
  const expireAfterSeconds = checkExpiry(spec['expireAfterSeconds'], key);
  return {
    name,
    key,
    sparse,
    unique: isTruthy(spec['unique']),
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

export const sameDefinition = (a: IndexDefinition, b: IndexDefinition): boolean =>
  equalValues(describeIndex({ ...a, name: '' }), describeIndex({ ...b, name: '' }));
