import getRawBody from 'raw-body';
import { halfCharacterIn } from '../domain/codecs/half-characters.js';
import { describeJsonFault } from './json-fault.js';
import { RequestRefused } from './problem.js';

type Incoming = Parameters<typeof getRawBody>[0] & {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
};

const isJsonType = (contentType: string): boolean =>
  /^application\/(?:json|[\w.+-]+\+json)\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(contentType);

const refuseMedia = (detail: string): RequestRefused => new RequestRefused('unsupported-media-type', detail);

/** What is said about a body that could not be read; any other error as it is. */
export const toRefusal = (error: unknown, limit: number): unknown => {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large')
    return new RequestRefused('too-large', `The body may have at most ${limit} bytes.`, {
      headers: { connection: 'close' },
    });
  if (type === 'request.aborted' || type === 'request.size.invalid')
    return new RequestRefused('invalid', 'The body did not arrive whole.');
  return error;
};

/** The text of a JSON body. */
export const readBody = async (request: Incoming, limit: number): Promise<string> => {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  if (!isJsonType(String(type))) throw refuseMedia('Content-Type must be application/json, in UTF-8.');
  if (encoding !== 'identity') throw refuseMedia('The body must not be compressed.');
  const length = request.headers['content-length'];
  const bytes = await getRawBody(request, {
    limit,
    ...(typeof length === 'string' ? { length } : {}),
  }).catch((error: unknown) => {
    throw toRefusal(error, limit);
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RequestRefused('invalid', 'The body is not UTF-8.');
  }
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    const message = describeJsonFault(text);
    throw new RequestRefused('invalid', `The body ${message}.`, { errors: [{ path: '', message }] });
  }
};

/** The value of a JSON text. A key named `__proto__` is a key like any other. */
export const parseJson = (text: string): unknown => {
  const value = parse(text);
  const path = halfCharacterIn(text, value);
  if (path === undefined) return value;
  throw new RequestRefused('invalid', 'The body is not Unicode.', {
    errors: [{ path, message: 'has half of a character: a surrogate without its other one' }],
  });
};
