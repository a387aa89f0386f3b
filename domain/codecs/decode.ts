import { isRight } from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import { DomainError, type Fault } from '../errors.js';

const segment = (key: string, first: boolean): string => {
  if (/^\d+$/.test(key)) return `[${key}]`;
  return first ? key : `.${key}`;
};

/** `steps[2].when.delay` from the keys that lead there. */
export const pathOf = (keys: readonly string[]): string =>
  keys.filter((key) => key !== '').reduce((path, key) => path + segment(key, path === ''), '');

/** The path of a property below `path`, which is empty at the root. */
export const under = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

const toFault = (error: t.ValidationError, prefix: string): Fault => {
  const path = pathOf([prefix, ...error.context.map((entry) => entry.key)]);
  const expected = error.context.at(-1)?.type.name ?? 'something else';
  return { path, message: error.message ?? `must be ${expected}` };
};

export type Decoded<A> =
  | { readonly ok: true; readonly value: A }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Decodes without throwing; faults carry their path below `prefix`. */
export const decode = <A>(codec: t.Decoder<unknown, A>, input: unknown, prefix = ''): Decoded<A> => {
  const decoded = codec.decode(input);
  return isRight(decoded)
    ? { ok: true, value: decoded.right }
    : { ok: false, faults: decoded.left.map((error) => toFault(error, prefix)) };
};

/** Decodes what a caller sent. @throws DomainError `invalid` that lists every fault with its path */
export const decodeOrThrow = <A>(codec: t.Decoder<unknown, A>, input: unknown, prefix = ''): A => {
  const decoded = decode(codec, input, prefix);
  if (!decoded.ok) throw DomainError.invalid(decoded.faults);
  return decoded.value;
};
