import { isRight } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

/** No optional properties. */
export type Unset = Record<never, t.Mixed>;
type StructOf<R extends t.Props, O extends t.Props> = { readonly [K in keyof R]: t.TypeOf<R[K]> } & {
  readonly [K in keyof O]?: t.TypeOf<O[K]>;
};

/** An object codec with required and optional properties, kept readable for the OpenAPI schema. */
export class StructType<R extends t.Props, O extends t.Props> extends t.Type<
  StructOf<R, O>,
  unknown,
  unknown
> {
  readonly _tag = 'StructType' as const;

  constructor(
    name: string,
    readonly required: R,
    readonly optional: O,
    readonly unknownKeys: 'refused' | 'kept',
  ) {
    const known = new Map<string, t.Mixed>([...Object.entries(optional), ...Object.entries(required)]);
    const holds = (input: unknown): input is StructOf<R, O> =>
      isRecord(input) &&
      [...known].every(([key, codec]) =>
        Object.hasOwn(input, key) ? codec.is(input[key]) : !Object.hasOwn(required, key),
      );
    super(
      name,
      holds,
      (input, context) => {
        if (!isRecord(input)) return t.failure(input, context, 'must be an object');
        const errors: t.Errors = [];
        const entries: [string, unknown][] = [];
        for (const [key, value] of Object.entries(input)) {
          const codec = known.get(key);
          const place = t.appendContext(context, key, codec ?? t.unknown, value);
          if (codec === undefined) {
            if (unknownKeys === 'kept') entries.push([key, value]);
            else
              errors.push({
                value,
                context: place,
                message: `is not known here; ${known.size === 0 ? 'nothing is' : `known are ${[...known.keys()].join(', ')}`}`,
              });
            continue;
          }
          if (value === undefined && !Object.hasOwn(required, key)) continue;
          const decoded = codec.validate(value, place);
          if (isRight(decoded)) entries.push([key, decoded.right]);
          else errors.push(...decoded.left);
        }
        for (const [key, codec] of Object.entries(required))
          if (!Object.hasOwn(input, key))
            errors.push({
              value: undefined,
              context: t.appendContext(context, key, codec),
              message: 'is missing',
            });
        // fromEntries defines own properties, so that a key named __proto__ stays data.
        const output = Object.fromEntries(entries);
        return errors.length === 0 && holds(output) ? t.success(output) : t.failures(errors);
      },
      (value) => value,
    );
  }
}

/** True for a plain JSON object, false for null, arrays and everything else. */
export const isRecord = (input: unknown): input is Record<string, unknown> =>
  typeof input === 'object' && input !== null && !Array.isArray(input);

/** What a caller may send: a property that is not known is an error, so that a typo is never lost silently. */
export function closed<R extends t.Props>(name: string, required: R): StructType<R, Unset>;
export function closed<R extends t.Props, O extends t.Props>(
  name: string,
  required: R,
  optional: O,
): StructType<R, O>;
export function closed(
  name: string,
  required: t.Props,
  optional: t.Props = {},
): StructType<t.Props, t.Props> {
  return new StructType(name, required, optional, 'refused');
}

/** What is stored: properties that a newer version wrote are kept. */
export function open<R extends t.Props>(name: string, required: R): StructType<R, Unset>;
export function open<R extends t.Props, O extends t.Props>(
  name: string,
  required: R,
  optional: O,
): StructType<R, O>;
export function open(name: string, required: t.Props, optional: t.Props = {}): StructType<t.Props, t.Props> {
  return new StructType(name, required, optional, 'kept');
}
