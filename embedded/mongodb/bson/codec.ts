import { type BSONError, calculateObjectSize, DBRef, Double, deserialize, Int32, serialize } from 'bson';
import { CommandError, refuse } from '../errors.js';
import { type Doc, isDoc, isInt32, setField, type Value } from './value.js';

export const maxDocumentBytes = 16 * 1024 * 1024;
const maxDepth = 180;
const faithful = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true };

const settle = (value: Value | Int32 | DBRef | undefined, depth: number): Value => {
  if (value === undefined || value === null) return null;
  if (value instanceof Int32) return value.value;
  if (value instanceof Double) return isInt32(value.value) ? value : value.value;
  if (value instanceof DBRef) return settle(plainReference(value), depth);
  if (depth > maxDepth) return refuse(15, `BSONObj exceeds maximum nested object depth: ${maxDepth}`);
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) value[at] = settle(value[at], depth + 1);
    return value;
  }
  return isDoc(value) ? settleDoc(value, depth) : value;
};

const settleDoc = (doc: Doc, depth: number): Doc => {
  for (const key of Object.keys(doc)) {
    if (key === '_bsontype') return refuse(2, "the field name '_bsontype' is not supported");
    setField(doc, key, settle(doc[key], depth + 1));
  }
  return doc;
};

const plainReference = (reference: DBRef): Doc => {
  const plain: Doc = { $ref: reference.collection, $id: reference.oid };
  if (reference.db !== undefined) plain['$db'] = reference.db;
  return { ...plain, ...reference.fields };
};

const isBsonError = (error: unknown): error is BSONError =>
  error instanceof Error && (error.name.startsWith('BSON') || error instanceof RangeError);

export const decode = (bytes: Uint8Array): Doc => {
  try {
    return settleDoc(deserialize(bytes, faithful), 0);
  } catch (error) {
    throw isBsonError(error) ? new CommandError(22, `Invalid BSON: ${error.message}`) : error;
  }
};

export const encode = (doc: Doc): Uint8Array => serialize(doc);

/** A document as it is stored; larger than 16 MiB is refused. */
export const encodeStored = (doc: Doc): Uint8Array => {
  const size = calculateObjectSize(doc);
  if (size > maxDocumentBytes) {
    return refuse(
      10334,
      `BSONObj size: ${size} (0x${size.toString(16)}) is invalid. Size must be between 0 and ${maxDocumentBytes}(16MB)`,
    );
  }
  return serialize(doc);
};
