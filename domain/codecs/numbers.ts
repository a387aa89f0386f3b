import * as t from 'io-ts';
import { decodeOrThrow } from './decode.js';
import { RefinedType } from './text.js';

interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** A whole number between two bounds, both included. */
export const integer = (name: string, { min, max }: Bounds): RefinedType<number> => {
  const is = (input: unknown): input is number =>
    typeof input === 'number' && Number.isSafeInteger(input) && input >= min && input <= max;
  return new RefinedType(
    name,
    is,
    (input, context) =>
      is(input)
        ? t.success(input)
        : t.failure(input, context, `must be a whole number from ${min} to ${max}`),
    { type: 'integer', minimum: min, maximum: max },
  );
};

const isFiniteNumber = (input: unknown): input is number =>
  typeof input === 'number' && Number.isFinite(input);

/** A finite number: JSON has no other, and a sum with NaN would poison a read model. */
export const Finite = new RefinedType<number>(
  'Finite',
  isFiniteNumber,
  (input, context) =>
    isFiniteNumber(input) ? t.success(input) : t.failure(input, context, 'must be a finite number'),
  { type: 'number' },
);

/** A number between two bounds, both included. */
export const between = (name: string, { min, max }: Bounds): RefinedType<number> => {
  const is = (input: unknown): input is number => isFiniteNumber(input) && input >= min && input <= max;
  return new RefinedType(
    name,
    is,
    (input, context) =>
      is(input) ? t.success(input) : t.failure(input, context, `must be a number from ${min} to ${max}`),
    { type: 'number', minimum: min, maximum: max },
  );
};

declare const numbered: unique symbol;
type Numbered<Name extends string> = number & { readonly [numbered]: Name };

const counted = <const Name extends string>(name: Name): RefinedType<Numbered<Name>> => {
  const is = (input: unknown): input is Numbered<Name> =>
    typeof input === 'number' && Number.isSafeInteger(input) && input >= 0;
  return new RefinedType(
    name,
    is,
    (input, context) =>
      is(input) ? t.success(input) : t.failure(input, context, 'must be a whole number from 0'),
    { type: 'integer', minimum: 0 },
  );
};

/** The number of an event in its stream, from 0. */
export const Revision = counted('Revision');
export type Revision = t.TypeOf<typeof Revision>;
export const firstRevision: Revision = decodeOrThrow(Revision, 0);

/** The place of an event in the log of all streams; grows, with gaps. */
export const Position = counted('Position');
export type Position = t.TypeOf<typeof Position>;
