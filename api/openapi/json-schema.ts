import * as t from 'io-ts';
import { DictionaryType, ListType } from '../../domain/codecs/collections.js';
import { StructType } from '../../domain/codecs/struct.js';
import { TaggedUnionType } from '../../domain/codecs/tagged-union.js';
import { type JsonSchema, RefinedType } from '../../domain/codecs/text.js';
import { DescribedType, type SchemaOf } from '../described.js';

/** Schemas of codecs; those with a name of their own are collected, and referred to. */
export interface Schemas {
  readonly schemaOf: SchemaOf;
  readonly collected: () => Readonly<Record<string, JsonSchema>>;
}

type Named =
  | StructType<t.Props, t.Props>
  | TaggedUnionType<Readonly<Record<string, t.Mixed>>>
  | t.RecursiveType<t.Mixed>
  | DescribedType<unknown>;

const isNamed = (codec: t.Mixed): codec is Named & t.Mixed =>
  codec instanceof StructType ||
  codec instanceof TaggedUnionType ||
  codec instanceof t.RecursiveType ||
  codec instanceof DescribedType;

const componentName = (name: string): string => name.replace(/[^A-Za-z0-9._-]+/g, '_');

const bounds = (words: readonly [string, string], min: number, max: number): JsonSchema => ({
  ...(min > 0 ? { [words[0]]: min } : {}),
  ...(Number.isFinite(max) ? { [words[1]]: max } : {}),
});

const struct = (codec: StructType<t.Props, t.Props>, schemaOf: SchemaOf): JsonSchema => {
  const properties = Object.entries({ ...codec.required, ...codec.optional });
  const required = Object.keys(codec.required);
  return {
    type: 'object',
    properties: Object.fromEntries(properties.map(([name, property]) => [name, schemaOf(property)])),
    ...(required.length > 0 ? { required } : {}),
    ...(codec.unknownKeys === 'refused' ? { additionalProperties: false } : {}),
  };
};

const taggedUnion = (
  { members, tag }: TaggedUnionType<Readonly<Record<string, t.Mixed>>>,
  schemaOf: SchemaOf,
): JsonSchema => {
  const schemas = Object.entries(members).map(([name, member]) => [name, schemaOf(member)] as const);
  return {
    oneOf: schemas.map(([, schema]) => schema),
    discriminator: {
      propertyName: tag,
      mapping: Object.fromEntries(schemas.map(([name, schema]) => [name, schema['$ref']])),
    },
  };
};

const named = (codec: Named, schemaOf: SchemaOf): JsonSchema => {
  if (codec instanceof StructType) return struct(codec, schemaOf);
  if (codec instanceof TaggedUnionType) return taggedUnion(codec, schemaOf);
  if (codec instanceof DescribedType) return codec.describe(schemaOf);
  const definition: unknown = codec.runDefinition();
  if (definition instanceof StructType) return struct(definition, schemaOf);
  throw new Error(`no JSON Schema for what ${codec.name} is`);
};

const plain = (codec: t.Mixed, schemaOf: SchemaOf): JsonSchema => {
  if (codec instanceof RefinedType) return codec.schema;
  if (codec instanceof ListType)
    return {
      type: 'array',
      items: schemaOf(codec.item),
      ...bounds(['minItems', 'maxItems'], codec.min, codec.max),
    };
  if (codec instanceof DictionaryType)
    return {
      type: 'object',
      additionalProperties: schemaOf(codec.value),
      ...bounds(['minProperties', 'maxProperties'], 0, codec.max),
    };
  if (codec instanceof t.LiteralType) return { const: codec.value };
  if (codec instanceof t.StringType) return { type: 'string' };
  if (codec instanceof t.BooleanType) return { type: 'boolean' };
  if (codec instanceof t.UnknownType) return {};
  throw new Error(`no JSON Schema for ${codec.name}`);
};

/** Collects schemas below `base`, such as `#/components/schemas`. */
export const createSchemas = (base: string): Schemas => {
  const names = new Map<t.Mixed, string>();
  const collected = new Map<string, JsonSchema>();

  const collect = (codec: Named & t.Mixed): string => {
    const wanted = componentName(codec.name);
    let name = wanted;
    for (let count = 2; collected.has(name); count += 1) name = `${wanted}${count}`;
    names.set(codec, name);
    // Taken before it is filled: the codec may hold itself.
    collected.set(name, {});
    collected.set(name, named(codec, schemaOf));
    return name;
  };

  const schemaOf: SchemaOf = (codec) =>
    isNamed(codec) ? { $ref: `${base}/${names.get(codec) ?? collect(codec)}` } : plain(codec, schemaOf);

  return { schemaOf, collected: () => Object.fromEntries(collected) };
};
