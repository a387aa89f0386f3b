import * as t from 'io-ts';
import type { JsonSchema } from '../domain/codecs/text.js';

/** The schema of a codec, as a reference where it has a name. */
export type SchemaOf = (codec: t.Mixed) => JsonSchema;

/** A codec that says less than is checked later, with the schema of all that is checked. */
export class DescribedType<A> extends t.Type<A, unknown, unknown> {
  readonly _tag = 'DescribedType' as const;

  constructor(
    { name, is, validate }: t.Type<A, unknown, unknown>,
    readonly describe: (schemaOf: SchemaOf) => JsonSchema,
  ) {
    super(name, is, validate, t.identity);
  }
}
