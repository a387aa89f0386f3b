import * as t from 'io-ts';

declare const brand: unique symbol;
/** A string that a codec named `Name` has let through. */
export type Branded<Name extends string> = string & { readonly [brand]: Name };

/** The JSON Schema keywords that a refined codec shows in the API description. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A codec over a JSON scalar that knows its own JSON Schema. */
export class RefinedType<A> extends t.Type<A, unknown, unknown> {
  readonly _tag = 'RefinedType' as const;

  constructor(
    name: string,
    is: t.Is<A>,
    validate: t.Validate<unknown, A>,
    readonly schema: JsonSchema,
  ) {
    super(name, is, validate, t.identity);
  }
}

interface TextRule {
  /** Said after the path when the text does not fit: "must be …". */
  readonly message: string;
  readonly schema: JsonSchema;
  readonly fits: (text: string) => boolean;
  /** Brings an accepted way of writing into the one that is stored. */
  readonly normalise?: (text: string) => string;
}

/** A branded string codec from a rule. */
export const text = <const Name extends string>(name: Name, rule: TextRule): RefinedType<Branded<Name>> => {
  const is = (input: unknown): input is Branded<Name> => typeof input === 'string' && rule.fits(input);
  return new RefinedType(
    name,
    is,
    (input, context) => {
      const written = typeof input === 'string' && rule.normalise ? rule.normalise(input) : input;
      return is(written) ? t.success(written) : t.failure(input, context, rule.message);
    },
    { type: 'string', ...rule.schema },
  );
};

/** A branded string that matches one anchored pattern. */
export const pattern = <const Name extends string>(
  name: Name,
  expression: RegExp,
  message: string,
): RefinedType<Branded<Name>> =>
  text(name, { message, schema: { pattern: expression.source }, fits: (input) => expression.test(input) });

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
const control = /[\u0000-\u001f\u007f]/;

/** One line of text: trimmed, not blank, without control characters, at most `max` characters. */
export const line = <const Name extends string>(name: Name, max: number): RefinedType<Branded<Name>> =>
  text(name, {
    message: `must be one line of 1 to ${max} characters`,
    schema: { minLength: 1, maxLength: max },
    fits: (input) =>
      input.length > 0 && input.length <= max && input.trim() === input && !control.test(input),
    normalise: (input) => input.trim(),
  });

/** Text of at most `max` characters, line breaks allowed. */
export const body = <const Name extends string>(name: Name, max: number): RefinedType<Branded<Name>> =>
  text(name, {
    message: `must be text of 1 to ${max} characters`,
    schema: { minLength: 1, maxLength: max },
    fits: (input) => input.length > 0 && input.length <= max && !input.includes('\u0000'),
  });

/** One of the given words. */
export const oneOf = <const Word extends string>(
  name: string,
  words: readonly [Word, ...Word[]],
): RefinedType<Word> => {
  const known: readonly string[] = words;
  const is = (input: unknown): input is Word => typeof input === 'string' && known.includes(input);
  return new RefinedType(
    name,
    is,
    (input, context) =>
      is(input) ? t.success(input) : t.failure(input, context, `must be one of ${words.join(', ')}`),
    { type: 'string', enum: words },
  );
};
