import { decode } from '../../domain/codecs/decode.js';
import { Scalar } from '../../domain/codecs/values.js';
import type { ValueKind } from '../../domain/import/plan.js';

export type Value<A> =
  | { readonly ok: true; readonly value: A }
  | { readonly ok: false; readonly reason: string };

const wrong = (reason: string): Value<never> => ({ ok: false, reason });

/** The value that a codec reads, or its first fault. */
export const readValue = <A>(codec: Parameters<typeof decode<A>>[0], input: unknown): Value<A> => {
  const decoded = decode<A>(codec, input);
  return decoded.ok ? decoded : wrong(decoded.faults[0]?.message ?? 'cannot be read');
};

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
]);

/** A scalar as an attribute of the kind that is wanted; as it is where none is. */
export const attributeValue = (input: unknown, kind: ValueKind | undefined): Value<Scalar> => {
  const scalar = readValue(Scalar, input);
  if (!scalar.ok || kind === undefined) return scalar;
  const text = String(scalar.value).trim();
  switch (kind) {
    case 'text':
      return { ok: true, value: String(scalar.value) };
    case 'number':
      return decimal.test(text) && Number.isFinite(Number(text))
        ? { ok: true, value: Number(text) }
        : wrong('must be a number, such as 12.5');
    case 'boolean': {
      const value = booleans.get(text.toLowerCase());
      return value === undefined ? wrong('must be true or false, yes or no, 1 or 0') : { ok: true, value };
    }
    default:
      return kind satisfies never;
  }
};

/** The items of a cell: of a list, or of a text between separators; blank ones are left out. */
export const itemsOf = (input: unknown, separator: string): readonly unknown[] => {
  const items: readonly unknown[] = Array.isArray(input) ? input : [input];
  return items
    .flatMap((item) => (typeof item === 'string' ? item.split(separator).map((part) => part.trim()) : [item]))
    .filter((item) => item !== '');
};

/** Whether a cell says nothing. */
export const isEmpty = (input: unknown): boolean =>
  input === undefined || input === null || (typeof input === 'string' && input.trim() === '');
