import { BSON, type Db } from 'mongodb';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { Position } from '../../domain/codecs/numbers.js';
import { isRecord } from '../../domain/codecs/struct.js';
import type { Instant } from '../../domain/codecs/time.js';
import { readHead } from '../event-store.js';
import type { Client } from '../own-log.js';
import { createCheckpoints } from '../read-models.js';
import { version } from '../version.js';
import { documentCollections, keysCollection, reactor } from './collections.js';
import { holdImports, readSecrets } from './data-folder.js';
import { formatVersion, type Line } from './format.js';
import { readLastUpTo, readLog } from './read-log.js';
import { createPartSeal, fingerprintOf } from './secret-parts.js';

export interface Source {
  readonly client: Client;
  readonly db: Db;
  readonly dataDir: string;
  /** The key of the house. */
  readonly key: Uint8Array;
  readonly now: () => Instant;
}

const toExtendedJson = (document: object): Record<string, unknown> =>
  BSON.EJSON.serialize(document, { relaxed: false });

/** The last event that the reactor has dealt with; none before its first. */
const handledBy = async function* ({ client, db }: Source): AsyncGenerator<Line> {
  const position = (await createCheckpoints(db).load()).get(reactor);
  if (position === undefined) return;
  const last = await readLastUpTo(client, position);
  if (last !== undefined)
    yield { line: 'handled', stream: last.stream, revision: last.revision, id: last.id };
};

/** An answer is only kept, and not one that is under way: its process ends with this server. Positions mean nothing elsewhere. */
const carried = (collection: string, document: Record<string, unknown>): object | undefined => {
  if (collection !== 'idempotency_keys') return document;
  const { answer } = document;
  if (!isRecord(answer) || !isRecord(answer['headers'])) return undefined;
  const { 'leadline-position': _, ...headers } = answer['headers'];
  return { ...document, answer: { ...answer, headers } };
};

const documentsOf = async function* (
  { db }: Source,
  toLine: ReturnType<typeof createPartSeal>['toLine'],
): AsyncGenerator<Line> {
  for (const collection of documentCollections)
    for await (const found of db.collection(collection).find()) {
      const document = carried(collection, found);
      if (document !== undefined)
        yield toLine({ part: 'document', collection, document: toExtendedJson(document) });
    }
};

const serverTime = async (db: Db): Promise<Date> => {
  const { localTime }: { localTime?: unknown } = await db.command({ hello: 1 });
  if (!(localTime instanceof Date)) throw new Error('MongoDB does not tell its time');
  return localTime;
};

/**
 * The events up to now, and then the keys: every event has its key. A key that was destroyed meanwhile belongs to somebody
 * whose erasure is in the log by now, so the log is read on to there: nobody is erased whose erasure is not told.
 */
const eventsAndKeys = async function* ({ client, db }: Source): AsyncGenerator<Line> {
  let after: number | undefined;
  let isErasing = true;
  while (isErasing) {
    const since = await serverTime(db);
    const head = await readHead(client);
    yield { line: 'head', position: decodeOrThrow(Position, head) };
    yield* readLog(client, after, head);
    after = head;
    isErasing = false;
    for await (const document of db.collection(keysCollection).find()) {
      const { destroyedAt } = document;
      if (destroyedAt instanceof Date && destroyedAt >= since) isErasing = true;
      yield { line: 'key', document: toExtendedJson(document) };
    }
  }
};

/**
 * All of a Leadline that cannot be made anew, while it runs. The order is what makes it one moment:
 * - first how far the reactor is: what it has done up to there is in the log before the log's end is looked at, and what
 *   it has not, it does in the other place;
 * - then what is kept of requests and reports: what they tell of has happened before the log's end;
 * - then the log, and the keys that its events are sealed with.
 */
export const archiveLines = async function* (source: Source): AsyncGenerator<Line> {
  const seal = createPartSeal(source.key);
  yield {
    line: 'header',
    format: formatVersion,
    leadline: version,
    startedAt: source.now(),
    keyFingerprint: fingerprintOf(source.key),
  };
  yield* handledBy(source);
  for (const secret of await readSecrets(source.dataDir)) yield seal.toLine(secret);
  yield* documentsOf(source, seal.toLine);
  const imports = await holdImports(source.dataDir);
  try {
    yield* eventsAndKeys(source);
    for await (const piece of imports.pieces()) yield seal.toLine(piece);
  } finally {
    await imports.close();
  }
};
