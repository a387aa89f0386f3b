import { Long } from 'bson';
import { asNumber, type Doc, isDoc, isTruthy, typeName, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import type { Collection } from '../storage/collection.js';
import type { Server } from './command.js';

const wrong = (name: string, value: Value | undefined, wanted: string): never =>
  refuse(14, `BSON field '${name}' is the wrong type '${typeName(value)}', expected type '${wanted}'`);

export const textArgument = (body: Doc, name: string): string => {
  const value = body[name];
  return typeof value === 'string' ? value : wrong(name, value, 'string');
};

export const docArgument = (body: Doc, name: string): Doc => {
  const value = body[name];
  return isDoc(value) ? value : wrong(name, value, 'object');
};

export const optionalDoc = (body: Doc, name: string): Doc | undefined =>
  body[name] === undefined || body[name] === null ? undefined : docArgument(body, name);

export const docsArgument = (body: Doc, name: string): readonly Doc[] => {
  const value = body[name];
  if (!Array.isArray(value))
    return value === undefined
      ? refuse(40414, `BSON field '${name}' is missing but a required field`)
      : wrong(name, value, 'array');
  return value.map((item) => (isDoc(item) ? item : wrong(name, item, 'object')));
};

/** Whether the time that `maxTimeMS` gives a command from now on is over; never without it, or where it is 0. */
export const timeArgument = (body: Doc, { now }: Pick<Server, 'now'>): (() => boolean) => {
  const milliseconds = countArgument(body, 'maxTimeMS', 0);
  const end = now().getTime() + milliseconds;
  return () => milliseconds > 0 && now().getTime() > end;
};

/** A whole number that is not negative. */
export const countArgument = (body: Doc, name: string, missing: number): number => {
  const value = body[name];
  if (value === undefined || value === null) return missing;
  const number = asNumber(value);
  if (number === undefined) return wrong(name, value, 'long');
  if (!Number.isInteger(number) || number < 0)
    return refuse(51024, `BSON field '${name}' value must be >= 0, actual value '${number}'`);
  return number;
};

export const flagArgument = (body: Doc, name: string, missing = false): boolean =>
  body[name] === undefined ? missing : isTruthy(body[name]);

export const longArgument = (body: Doc, name: string): Long => {
  const value = body[name];
  if (value instanceof Long) return value;
  return typeof value === 'number' ? Long.fromNumber(value) : wrong(name, value, 'long');
};

export const collectionArgument = (
  body: Doc,
  command: string,
  database: string,
  server: Server,
): Collection | undefined => server.catalog.find(database, nameArgument(body, command));

export const nameArgument = (body: Doc, command: string): string => {
  const name = body[command];
  if (typeof name !== 'string') return refuse(73, `collection name has invalid type ${typeName(name)}`);
  return name === '' ? refuse(73, 'Invalid namespace specified: empty collection name') : name;
};
