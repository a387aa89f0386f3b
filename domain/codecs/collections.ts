import { isLeft } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { isRecord } from './struct.js';

/** A list of at most `max` items (and at least `min`), each decoded with the place it stands at. */
export class ListType<A> extends t.Type<readonly A[], unknown, unknown> {
  readonly _tag = 'ListType' as const;

  constructor(
    readonly item: t.Type<A, unknown, unknown>,
    readonly min: number,
    readonly max: number,
  ) {
    super(
      `List<${item.name}>`,
      (input): input is readonly A[] =>
        Array.isArray(input) && input.length >= min && input.length <= max && input.every(item.is),
      (input, context) => {
        if (!Array.isArray(input)) return t.failure(input, context, 'must be a list');
        if (input.length < min || input.length > max)
          return t.failure(
            input,
            context,
            `must have ${min === max ? min : `${min} to ${max}`} items, has ${input.length}`,
          );
        const errors: t.Errors = [];
        const output: A[] = [];
        for (const [index, value] of input.entries()) {
          const decoded = item.validate(value, t.appendContext(context, String(index), item, value));
          if (isLeft(decoded)) errors.push(...decoded.left);
          else output.push(decoded.right);
        }
        return errors.length > 0 ? t.failures(errors) : t.success(output);
      },
      t.identity,
    );
  }
}

export const list = <A>(
  item: t.Type<A, unknown, unknown>,
  { min = 0, max }: { readonly min?: number; readonly max: number },
): ListType<A> => new ListType(item, min, max);

type KeyCodec = Pick<t.Mixed, 'name' | 'is'>;

/** An object used as a dictionary, with at most `max` entries. */
export class DictionaryType<A> extends t.Type<Readonly<Record<string, A>>, unknown, unknown> {
  readonly _tag = 'DictionaryType' as const;

  constructor(
    readonly key: KeyCodec,
    readonly value: t.Type<A, unknown, unknown>,
    readonly max: number,
  ) {
    super(
      `Dictionary<${value.name}>`,
      (input): input is Readonly<Record<string, A>> =>
        isRecord(input) &&
        Object.keys(input).length <= max &&
        Object.entries(input).every(([name, entry]) => key.is(name) && value.is(entry)),
      (input, context) => {
        if (!isRecord(input)) return t.failure(input, context, 'must be an object');
        const entries = Object.entries(input);
        if (entries.length > max) return t.failure(input, context, `must have at most ${max} entries`);
        const errors: t.Errors = [];
        const output: [string, A][] = [];
        for (const [name, entry] of entries) {
          const place = t.appendContext(context, name, value, entry);
          if (!key.is(name)) {
            errors.push({
              value: name,
              context: place,
              message: `has a name that is not allowed (${key.name})`,
            });
            continue;
          }
          const decoded = value.validate(entry, place);
          if (isLeft(decoded)) errors.push(...decoded.left);
          else output.push([name, decoded.right]);
        }
        // fromEntries defines own properties, so that a key named __proto__ stays data.
        return errors.length > 0 ? t.failures(errors) : t.success(Object.fromEntries(output));
      },
      t.identity,
    );
  }
}

export const dictionary = <A>(
  key: KeyCodec,
  value: t.Type<A, unknown, unknown>,
  max: number,
): DictionaryType<A> => new DictionaryType(key, value, max);
