import { asNumber, type Doc, isDoc, isTruthy, type Value } from '../bson/value.js';
import { refuse, unsupported } from '../errors.js';
import type { Command } from './command.js';

/** They say nothing about the result, or what they ask for is always so. */
const harmless = new Set([
  '$db',
  '$readPreference',
  '$clusterTime',
  'lsid',
  'comment',
  'maxTimeMS',
  'readConcern',
  'writeConcern',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
]);

const transactional = new Set(['txnNumber', 'startTransaction', 'autocommit']);
const readLevels = new Set(['local', 'available', 'majority']);
const writeOptions = new Set(['w', 'j', 'wtimeout', 'fsync', 'provenance']);

const docIn = (name: string, value: Value): Doc =>
  isDoc(value) ? value : refuse(14, `${name} must be an object`);

const checkReadConcern = (concern: Value): void => {
  for (const [key, value] of Object.entries(docIn('readConcern', concern))) {
    const known = key === 'level' && typeof value === 'string' && readLevels.has(value);
    if (!known) unsupported(`readConcern ${key}: ${String(value)}`);
  }
};

const checkWriteConcern = (concern: Value): void => {
  const options = docIn('writeConcern', concern);
  const unknown = Object.keys(options).find((key) => !writeOptions.has(key));
  if (unknown !== undefined) refuse(40415, `BSON field 'WriteConcern.${unknown}' is an unknown field.`);
  const w = options['w'];
  if (w === undefined || w === 'majority' || asNumber(w) === 0 || asNumber(w) === 1) return;
  refuse(2, `cannot use 'w' > 1 when a host is not replicated (w: ${String(w)})`);
};

const isOff = (value: Value): boolean =>
  !isTruthy(value) || (isDoc(value) && Object.keys(value).length === 0);

const isSimple = (collation: Value): boolean => isDoc(collation) && collation['locale'] === 'simple';

/** Refuses, by name, every option that would change the result and is not implemented. */
export const checkOptions = (
  name: string,
  body: Doc,
  { options, onlyOff = [] }: Pick<Command, 'options' | 'onlyOff'>,
): void => {
  for (const [option, value] of Object.entries(body)) {
    if (option === name || options.includes(option) || harmless.has(option)) continue;
    if (transactional.has(option))
      refuse(20, 'Transaction numbers are only allowed on a replica set member or mongos');
    if (option === 'collation' && isSimple(value)) continue;
    if (option === 'collation') unsupported(`the option 'collation' of ${name}`);
    if (!onlyOff.includes(option)) refuse(40415, `BSON field '${name}.${option}' is an unknown field.`);
    if (!isOff(value)) unsupported(`the option '${option}' of ${name}`);
  }
  checkReadConcern(body['readConcern'] ?? {});
  checkWriteConcern(body['writeConcern'] ?? {});
};
