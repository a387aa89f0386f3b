import { isLeft, isRight } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { invalid } from './problem.js';

const text = (fits: (input: string) => boolean, message: string) => {
  const is = (input: unknown): input is string => typeof input === 'string' && fits(input);
  return new t.Type<string, string, unknown>(
    message,
    is,
    (input, context) =>
      is(input) ? t.success(input) : t.failure(input, context, input === undefined ? 'is missing' : message),
    t.identity,
  );
};

const line = (max: number) =>
  text(
    (input) => input.length <= max && input.trim() !== '' && !/\p{Cc}/u.test(input),
    `must be one line of 1 to ${max} characters`,
  );

export const Email = text(
  (input) => input.length <= 254 && /^[^\s@<>]+@[^\s@<>]+$/.test(input),
  'must be an e-mail address',
);
export const Id = line(200);
export const Name = line(200);

/** One of the given words. */
export const oneOf = <W extends string>(words: readonly W[]): t.Type<W, W, unknown> => {
  const is = (input: unknown): input is W => words.some((word) => word === input);
  const message = `must be one of ${words.join(', ')}`;
  return new t.Type<W, W, unknown>(
    message,
    is,
    (input, context) =>
      is(input) ? t.success(input) : t.failure(input, context, input === undefined ? 'is missing' : message),
    t.identity,
  );
};

type Fields<R extends t.Props, O extends t.Props> = t.TypeOf<t.TypeC<R>> & t.TypeOf<t.PartialC<O>>;

/**
 * Reads the fields of a body. A field that is not known is an error, so that a typo is never lost silently.
 * @throws Problem `invalid` that names every field that is wrong
 */
export const readFields = <R extends t.Props, O extends t.Props>(
  required: R,
  optional: O,
  input: unknown,
): Fields<R, O> => {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw invalid([{ path: '', message: 'must be an object' }]);
  const known = [...Object.keys(required), ...Object.keys(optional)];
  const strangers = Object.keys(input).filter((key) => !known.includes(key));
  const needed = t.type(required).decode(input);
  const extra = t.partial(optional).decode(input);
  if (strangers.length === 0 && isRight(needed) && isRight(extra)) return { ...needed.right, ...extra.right };
  throw invalid([
    ...[needed, extra]
      .flatMap((decoded) => (isLeft(decoded) ? decoded.left : []))
      .map(({ context, message }) => ({ path: context.at(-1)?.key ?? '', message: message ?? 'is wrong' })),
    ...strangers.map((path) => ({ path, message: `is not known here; known are ${known.join(', ')}` })),
  ]);
};
