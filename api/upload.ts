import * as t from 'io-ts';
import { RefinedType } from '../domain/codecs/text.js';
import { RequestRefused } from './problem.js';
import { toRefusal } from './read-body.js';

/** A body that is taken piece by piece, so that it need not fit into memory. */
export class Upload {
  constructor(readonly chunks: AsyncIterable<Uint8Array>) {}
}

/** The body of a route that takes something else than JSON. */
export class UploadType extends RefinedType<Upload> {
  constructor(
    name: string,
    readonly contentTypes: readonly string[],
  ) {
    const is = (input: unknown): input is Upload => input instanceof Upload;
    super(
      name,
      is,
      (input, context) => (is(input) ? t.success(input) : t.failure(input, context, 'must be a file')),
      { type: 'string', format: 'binary' },
    );
  }
}

interface Incoming {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly iterator: (options: { readonly destroyOnReturn: boolean }) => AsyncIterator<unknown>;
}

const tooLarge = Object.assign(new Error('too large'), { type: 'entity.too.large' });
const cutShort = Object.assign(new Error('cut short'), { type: 'request.aborted' });

/** Not destroyed where it is not read to its end: somebody has to be told why. */
const chunksOf = async function* (request: Incoming, limit: number): AsyncGenerator<Uint8Array> {
  const pieces = request.iterator({ destroyOnReturn: false });
  let size = 0;
  for (;;) {
    const piece = await pieces.next().catch(() => {
      throw toRefusal(cutShort, limit);
    });
    if (piece.done === true) return;
    if (!(piece.value instanceof Uint8Array)) throw new Error('the body is not made of bytes');
    size += piece.value.length;
    if (size > limit) throw toRefusal(tooLarge, limit);
    yield piece.value;
  }
};

/** The body of a request, of one of the types, as it arrives. @throws RequestRefused also while it is read */
export const uploadOf = (request: Incoming, { contentTypes }: UploadType, limit: number): Upload => {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  const [bare = ''] = String(type).toLowerCase().split(';');
  if (!contentTypes.includes(bare.trim()))
    throw new RequestRefused('unsupported-media-type', `Content-Type must be ${contentTypes.join(' or ')}.`);
  const [, charset = 'utf-8'] = /;\s*charset="?([^\s;"]+)/i.exec(String(type)) ?? [];
  if (charset.toLowerCase() !== 'utf-8')
    throw new RequestRefused('unsupported-media-type', 'The file must be in UTF-8.');
  if (encoding !== 'identity')
    throw new RequestRefused('unsupported-media-type', 'The body must not be compressed.');
  if (Number(request.headers['content-length'] ?? 0) > limit) throw toRefusal(tooLarge, limit);
  return new Upload(chunksOf(request, limit));
};
