import { isLeft } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { StructType } from './struct.js';

/** What does not fit together, at the keys that lead there. */
interface Misfit {
  readonly at: readonly [string, ...string[]];
  readonly message: string;
}

class CheckedType<R extends t.Props, O extends t.Props> extends StructType<R, O> {
  override readonly is: t.Is<t.TypeOf<StructType<R, O>>>;
  override readonly validate: t.Validate<unknown, t.TypeOf<StructType<R, O>>>;

  constructor(struct: StructType<R, O>, misfitOf: (value: t.TypeOf<StructType<R, O>>) => Misfit | undefined) {
    super(struct.name, struct.required, struct.optional, struct.unknownKeys);
    this.is = (input): input is t.TypeOf<StructType<R, O>> =>
      struct.is(input) && misfitOf(input) === undefined;
    this.validate = (input, context) => {
      const decoded = struct.validate(input, context);
      const misfit = isLeft(decoded) ? undefined : misfitOf(decoded.right);
      if (misfit === undefined) return decoded;
      const place = misfit.at.reduce((path, key) => t.appendContext(path, key, t.unknown), context);
      return t.failure(input, place, misfit.message);
    };
  }
}

/**
 * A struct whose properties also have to fit together.
 * @param misfitOf what does not, of a value whose every property is right by itself
 */
export const checked = <R extends t.Props, O extends t.Props>(
  struct: StructType<R, O>,
  misfitOf: (value: t.TypeOf<StructType<R, O>>) => Misfit | undefined,
): StructType<R, O> => new CheckedType(struct, misfitOf);
