import * as t from 'io-ts';
import { isRecord } from './struct.js';

type Members = Readonly<Record<string, t.Mixed>>;

/** A union told apart by one property (`type` unless another is named): only the member that the type names is tried, so that its errors are the ones shown. */
export class TaggedUnionType<M extends Members> extends t.Type<t.TypeOf<M[keyof M]>, unknown, unknown> {
  readonly _tag = 'TaggedUnionType' as const;

  constructor(
    name: string,
    readonly members: M,
    readonly tag: string,
  ) {
    const memberOf = (input: unknown): M[keyof M] | undefined => {
      const type = isRecord(input) ? input[tag] : undefined;
      return typeof type === 'string' && isKey(members, type) ? members[type] : undefined;
    };
    super(
      name,
      (input): input is t.TypeOf<M[keyof M]> => memberOf(input)?.is(input) ?? false,
      (input, context) => {
        if (!isRecord(input)) return t.failure(input, context, `must be an object with a ${tag}`);
        const member = memberOf(input);
        if (member !== undefined) return member.validate(input, context);
        const place = t.appendContext(context, tag, t.string, input[tag]);
        return t.failures([
          {
            value: input[tag],
            context: place,
            message: `must be one of ${Object.keys(members).join(', ')}`,
          },
        ]);
      },
      t.identity,
    );
  }
}

const isKey = <M extends object>(members: M, key: string): key is Extract<keyof M, string> =>
  Object.hasOwn(members, key);

export const taggedUnion = <M extends Members>(name: string, members: M, tag = 'type'): TaggedUnionType<M> =>
  new TaggedUnionType(name, members, tag);
