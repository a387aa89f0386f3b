import fc from 'fast-check';
import * as t from 'io-ts';
import { DictionaryType, ListType } from '../../domain/codecs/collections.js';
import { decode } from '../../domain/codecs/decode.js';
import { StructType } from '../../domain/codecs/struct.js';
import { TaggedUnionType } from '../../domain/codecs/tagged-union.js';
import { RefinedType } from '../../domain/codecs/text.js';

// One seed, so that a red run is red again; FC_SEED=… looks elsewhere.
fc.configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 20_260_301) });

export { fc };

/** Values for a codec by its name, in place of what would be made for it: small pools make things meet. */
export type Pools = Readonly<Record<string, fc.Arbitrary<unknown>>>;

// JSON has one zero: -0 would come back as 0.
const finite = fc
  .double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 })
  .map((value) => (value === 0 ? 0 : value));

/** Any JSON value, without the -0 that JSON cannot carry. */
export const json: fc.Arbitrary<unknown> = fc
  .jsonValue({ maxDepth: 3 })
  .map((value) => JSON.parse(JSON.stringify(value)));

const typed = fc
  .tuple(fc.string(), fc.dictionary(fc.string({ unit: 'grapheme' }), json, { maxKeys: 3 }))
  .map(([type, settings]) => ({ ...settings, type }));

/** Keys that plain objects answer to by themselves. */
const traps = fc.constantFrom('age', 'constructor', '__proto__', 'toString');

const leaf = fc
  .record({ type: fc.constantFrom('has-tag', 'not-chosen', 'something'), tag: fc.string() })
  .map((condition): unknown => condition);

/** Combinations of the given conditions, as deep as the arbitrary's size allows (5 at most). */
export const treeOf = (leaves: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.letrec((tie) => {
    const branches = fc.array(tie('tree'), { minLength: 1, maxLength: 3 });
    return {
      tree: fc.oneof(
        { maxDepth: 4 },
        leaves,
        branches.map((all) => ({ all })),
        branches.map((any) => ({ any })),
        tie('tree').map((not) => ({ not })),
      ),
    };
  }).tree;

const instants = fc
  .date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2090-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

const basic: Pools = {
  Finite: finite,
  Json: json,
  Typed: typed,
  ConditionTree: treeOf(leaf),
  Scalar: fc.oneof(fc.boolean(), finite, fc.string({ unit: 'binary', maxLength: 2000 })),
  Instant: instants,
  CalendarDate: instants.map((instant) => instant.slice(0, 10)),
  DateTime: fc.oneof(
    instants.map((instant) => instant.slice(0, 19)),
    instants.map((instant) => instant.replace('Z', '+05:30')),
  ),
  TimeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'),
  EmailAddress: fc.emailAddress(),
  Mailbox: fc.emailAddress(),
  Url: fc.webUrl({ withFragments: true, withQueryParameters: true }),
  ExternalId: fc.string({ minLength: 1, maxLength: 200 }),
  Period: fc.constantFrom('PT1S', 'PT1H', 'P31D'),
  Range: fc.tuple(finite, finite).map(([one, other]) => (one <= other ? [one, other] : [other, one])),
  QuietHours: fc.constantFrom({ from: '22:00', to: '08:00' }, { from: '00:00', to: '09:30', days: ['sat'] }),
  Duration: fc.constantFrom('PT0S', 'PT30M', 'P1D', 'P1M', 'P1Y2M3W4DT5H6M7.5S'),
};

const numberIn = (schema: Readonly<Record<string, unknown>>, key: string, otherwise: number): number => {
  const value = schema[key];
  return typeof value === 'number' ? value : otherwise;
};

/** A scalar from its own JSON Schema. */
const fromSchema = ({ name, schema }: RefinedType<unknown>): fc.Arbitrary<unknown> => {
  const { enum: words, pattern } = schema;
  if (Array.isArray(words)) return fc.constantFrom(...words);
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern));
  if (schema['type'] === 'integer')
    return fc.integer({
      min: numberIn(schema, 'minimum', 0),
      max: numberIn(schema, 'maximum', 2 ** 31 - 1),
    });
  if (schema['type'] === 'number')
    return fc
      .double({ noNaN: true, min: numberIn(schema, 'minimum', -1e9), max: numberIn(schema, 'maximum', 1e9) })
      .map((value) => (value === 0 ? 0 : value));
  if (schema['type'] !== 'string') throw new Error(`no arbitrary for ${name}`);
  const maxLength = Math.min(numberIn(schema, 'maxLength', 50), 200);
  return fc.string({ unit: 'grapheme', minLength: 1, maxLength });
};

const struct = (required: t.Props, optional: t.Props, pools: Pools): fc.Arbitrary<unknown> => {
  const fields: Record<string, fc.Arbitrary<unknown>> = {};
  for (const [key, codec] of Object.entries({ ...optional, ...required }))
    fields[key] = unknownOf(codec, pools);
  return fc.record(fields, { requiredKeys: Object.keys(required) });
};

/** A codec that holds itself, at most `depth` times; the innermost has no optional properties. */
const unrolled = (codec: t.RecursiveType<t.Any>, depth: number, pools: Pools): fc.Arbitrary<unknown> => {
  const definition: unknown = codec.runDefinition();
  if (!(definition instanceof StructType)) throw new Error(`no arbitrary for ${codec.name}`);
  return depth === 0
    ? struct(definition.required, {}, pools)
    : unknownOf(definition, { ...pools, [codec.name]: unrolled(codec, depth - 1, pools) });
};

const unknownOf = (codec: t.Decoder<unknown, unknown>, pools: Pools): fc.Arbitrary<unknown> => {
  if (!(codec instanceof t.Type)) throw new Error('not a codec');
  const pool = pools[codec.name];
  if (pool !== undefined) return pool;
  if (codec instanceof StructType) return struct(codec.required, codec.optional, pools);
  if (codec instanceof ListType) {
    const maxLength = Math.min(codec.max, codec.min + 3);
    return fc.array(unknownOf(codec.item, pools), { minLength: codec.min, maxLength });
  }
  if (codec instanceof DictionaryType) {
    const { key, value }: { key: unknown; value: t.Mixed } = codec;
    if (!(key instanceof t.Type)) throw new Error(`no arbitrary for the keys of ${codec.name}`);
    const keys = fc.oneof(traps, unknownOf(key, pools).map(String)).filter(key.is);
    return fc.dictionary(keys.map(String), unknownOf(value, pools), { maxKeys: 4 });
  }
  if (codec instanceof TaggedUnionType) {
    const members: readonly t.Mixed[] = Object.values(codec.members);
    return fc.oneof(...members.map((member) => unknownOf(member, pools)));
  }
  if (codec instanceof t.LiteralType) return fc.constant(codec.value);
  if (codec instanceof t.StringType) return fc.string();
  if (codec instanceof t.BooleanType) return fc.boolean();
  if (codec instanceof t.RecursiveType) return unrolled(codec, 3, pools);
  if (codec instanceof RefinedType) return fromSchema(codec);
  throw new Error(`no arbitrary for ${codec.name}`);
};

/** What is needed of a codec of `A`: unlike `t.Type`, a codec of one event is one of any event. */
type Codec<A> = Pick<t.Type<A, unknown, unknown>, 'is' | 'decode' | 'validate' | 'name'>;

/** Values that a codec accepts, made by walking the codec. */
export const arbitraryOf = <A>(codec: Codec<A>, pools: Pools = {}): fc.Arbitrary<A> =>
  unknownOf(codec, { ...basic, ...pools })
    .filter((value) => decode(codec, value).ok)
    .filter(codec.is);
