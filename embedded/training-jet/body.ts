import getRawBody from 'raw-body';
import { invalid, Problem } from './problem.js';

const limit = 64 * 1024;

type Incoming = Parameters<typeof getRawBody>[0] & {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
};

const refusal = (error: unknown): unknown => {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large')
    return new Problem('too-large', `The body may have at most ${limit} bytes.`);
  if (type === 'request.aborted' || type === 'request.size.invalid')
    return invalid([{ path: '', message: 'did not arrive whole' }]);
  return error;
};

/** The text of a body. @throws Problem where it is too long, broken off or not UTF-8 */
export const readBody = async (request: Incoming): Promise<string> => {
  const { 'content-length': length } = request.headers;
  const bytes = await getRawBody(request, {
    limit,
    ...(typeof length === 'string' ? { length } : {}),
  }).catch((error: unknown) => {
    throw refusal(error);
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid([{ path: '', message: 'must be UTF-8' }]);
  }
};

/** The value of a JSON body. @throws Problem where it is said to be something else, or is no JSON */
export const parseBody = (contentType: string, text: string): unknown => {
  // Asked for so that no page of a stranger can have a browser send one: a form cannot say that it is JSON.
  if (!/^application\/json\s*(?:;|$)/i.test(contentType))
    throw new Problem('unsupported-media-type', 'Content-Type must be application/json.');
  try {
    return JSON.parse(text);
  } catch {
    throw invalid([{ path: '', message: 'must be JSON' }]);
  }
};
