import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  type Document,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
} from 'bson';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningMongo, startMongo } from '../../../embedded/mongodb/server.js';
import { needsEmbedded } from '../../support/given-servers.js';
import { removeFolder, temporaryFolder } from './mongo-fixture.js';
import { command, send } from './wire-client.js';

needsEmbedded('MONGODB_URL', 'stops it');

const directory = temporaryFolder();
let mongo: RunningMongo;
beforeAll(async () => {
  mongo = await startMongo({ directory });
});
afterAll(async () => {
  await mongo.stop();
  removeFolder(directory);
});

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const unsigned32 = fc.nat({ max: 2 ** 32 - 1 });
const cstring = text.map((value) => value.replaceAll('\0', ''));
/** JavaScript orders whole numbers first, and operators are not field names. */
const name = cstring.filter(
  (value) => !/^\d+$/.test(value) && !value.startsWith('$') && value !== '_bsontype',
);

const scalar: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, new MinKey(), new MaxKey()),
  text,
  fc.integer().map((value) => new Int32(value)),
  fc.double().map((value) => new Double(value)),
  long.map((value) => Long.fromBigInt(value)),
  fc
    .constantFrom('0', '-0', '1.10', '1E+6144', '-9.999E-6143', 'NaN', 'Infinity')
    .map((value) => Decimal128.fromString(value)),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
  fc
    .tuple(fc.uint8Array({ maxLength: 30 }), fc.constantFrom(0, 5, 128))
    .map(([bytes, type]) => new Binary(bytes, type)),
  fc.tuple(unsigned32, unsigned32).map(([t, i]) => new Timestamp({ t, i })),
  fc
    .tuple(cstring, fc.constantFrom('', 'i', 'imsx'))
    .map(([pattern, options]) => new BSONRegExp(pattern, options)),
  text.map((code) => new Code(code)),
);
const { doc } = fc.letrec<{ value: unknown; doc: Document }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    tie('doc'),
    fc.array(tie('value'), { maxLength: 5 }),
  ),
  doc: fc.dictionary(name, tie('value'), { maxKeys: 6, noNullPrototype: true }),
}));

let count = 0;

test('any document comes back as it was, type by type and in its order, also after a restart', async () => {
  const kept: { readonly _id: number; readonly bytes: string }[] = [];
  const look = async (_id: number): Promise<string> => {
    const answer = await send(mongo.port, command({ find: 'kept', filter: { _id: new Int32(_id) } }));
    if (answer === 'closed') return answer;
    return Buffer.from(serialize(answer['cursor'].firstBatch[0])).toString('hex');
  };
  await fc.assert(
    fc.asyncProperty(doc, async (value) => {
      const stored = { _id: new Int32(count++), value };
      const answer = await send(mongo.port, command({ insert: 'kept', documents: [stored] }));
      expect(answer).toMatchObject({ n: { value: 1 } });
      const bytes = Buffer.from(serialize(stored)).toString('hex');
      expect(await look(stored._id.value)).toBe(bytes);
      kept.push({ _id: stored._id.value, bytes });
    }),
    { numRuns: 300 },
  );
  await mongo.stop();
  mongo = await startMongo({ directory });
  for (const { _id, bytes } of kept) expect(await look(_id)).toBe(bytes);
});
