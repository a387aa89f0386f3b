import { decode, encode } from './bson/codec.js';
import { type Doc, isDoc, setField, type Value } from './bson/value.js';
import { refuse } from './errors.js';

const opReply = 1;
const opQuery = 2004;
const opMsg = 2013;
const checksumPresent = 1;
const moreToCome = 2;
const exhaustAllowed = 1 << 16;
export const headerBytes = 16;

export interface Message {
  readonly requestId: number;
  readonly kind: 'query' | 'msg';
  readonly wantsReply: boolean;
  /** Decodes the command: its errors are answered, unless they are of the protocol. */
  readonly read: () => Request;
}

export interface Request {
  readonly body: Doc;
  readonly database: string;
}

/** Not a message of the protocol: the connection cannot go on. */
export class WireError extends Error {}

export const broken = (what: string): never => {
  throw new WireError(what);
};

const cstring = (bytes: Buffer, from: number): string => {
  const end = bytes.indexOf(0, from);
  return end < 0 ? broken('a text without an end') : bytes.toString('utf8', from, end);
};

const documentAt = (bytes: Buffer, at: number): Buffer => {
  const size = at + 4 <= bytes.length ? bytes.readInt32LE(at) : -1;
  return size < 5 || at + size > bytes.length
    ? broken('a document that does not fit its message')
    : bytes.subarray(at, at + size);
};

const readSequence = (section: Buffer): readonly [string, Value[]] => {
  const name = cstring(section, 4);
  const docs: Value[] = [];
  for (let at = 4 + Buffer.byteLength(name) + 1; at < section.length; ) {
    const doc = documentAt(section, at);
    docs.push(decode(doc));
    at += doc.length;
  }
  return [name, docs];
};

const readSections = (payload: Buffer): Doc => {
  let body: Doc | undefined;
  const sequences: (readonly [string, Value[]])[] = [];
  for (let at = 0; at < payload.length; ) {
    const kind = payload[at++];
    const section = documentAt(payload, at);
    if (kind === 0) body = body === undefined ? decode(section) : broken('a message with two bodies');
    else if (kind === 1) sequences.push(readSequence(section));
    else broken(`an unknown kind of section: ${kind}`);
    at += section.length;
  }
  if (body === undefined) return broken('a message without a body');
  for (const [name, docs] of sequences) {
    if (Object.hasOwn(body, name)) broken(`a message that has ${name} twice`);
    setField(body, name, docs);
  }
  return body;
};

const readMsg = (requestId: number, payload: Buffer): Message => {
  if (payload.length < 4) return broken('a message that is too short');
  const flags = payload.readUInt32LE(0);
  if ((flags & 0xffff & ~(checksumPresent | moreToCome)) !== 0)
    broken(`unknown flags: ${flags & ~exhaustAllowed}`);
  // A checksum is a help against bad lines; the loopback has none.
  const end = flags & checksumPresent ? payload.length - 4 : payload.length;
  const read = (): Request => {
    const body = readSections(payload.subarray(4, end));
    const database = body['$db'];
    return typeof database === 'string' ? { body, database } : broken('a message without $db');
  };
  return { requestId, kind: 'msg', wantsReply: (flags & moreToCome) === 0, read };
};

/** With these a driver begins a connection, before it knows whether the server understands OP_MSG. */
const greetings = new Set(['hello', 'isMaster', 'ismaster']);

const readQuery = (requestId: number, payload: Buffer): Message => {
  const namespace = cstring(payload, 4);
  const read = (): Request => {
    const sent = decode(documentAt(payload, 4 + Buffer.byteLength(namespace) + 1 + 8));
    const query = sent['$query'];
    const body = isDoc(query) ? query : sent;
    const [name = ''] = Object.keys(body);
    if (!greetings.has(name) || !namespace.endsWith('.$cmd'))
      refuse(352, `Unsupported OP_QUERY command: ${name}. Use OP_MSG instead.`);
    return { body, database: namespace.slice(0, -'.$cmd'.length) };
  };
  return { requestId, kind: 'query', wantsReply: true, read };
};

export const readMessage = (frame: Buffer): Message => {
  const requestId = frame.readInt32LE(4);
  const operation = frame.readInt32LE(12);
  const payload = frame.subarray(headerBytes);
  if (operation === opMsg) return readMsg(requestId, payload);
  return operation === opQuery
    ? readQuery(requestId, payload)
    : broken(`operation ${operation} is not supported`);
};

let lastId = 0;

const frameOf = (message: Message, operation: number, prefix: Buffer, doc: Doc): Buffer => {
  const body = encode(doc);
  const header = Buffer.alloc(headerBytes);
  header.writeInt32LE(headerBytes + prefix.length + body.length, 0);
  lastId = (lastId + 1) & 0x7fffffff;
  header.writeInt32LE(lastId, 4);
  header.writeInt32LE(message.requestId, 8);
  header.writeInt32LE(operation, 12);
  return Buffer.concat([header, prefix, body]);
};

export const writeReply = (message: Message, doc: Doc): Buffer => {
  if (message.kind === 'msg') return frameOf(message, opMsg, Buffer.alloc(5), doc);
  const prefix = Buffer.alloc(20);
  prefix.writeInt32LE(8, 0);
  prefix.writeInt32LE(1, 16);
  return frameOf(message, opReply, prefix, doc);
};
