import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from 'mongodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Position } from '../../../domain/codecs/numbers.js';
import { archiveLines, type Source } from '../../../runtime/archive/archive-lines.js';
import type { Line } from '../../../runtime/archive/format.js';
import { findHouseKey } from '../../../runtime/archive/house-key.js';
import { readLog } from '../../../runtime/archive/read-log.js';
import { restoreLines } from '../../../runtime/archive/restore-lines.js';
import { createPartSeal, fingerprintOf } from '../../../runtime/archive/secret-parts.js';
import { systemClock } from '../../../runtime/clock.js';
import { createAppend } from '../../../runtime/event-store.js';
import { createKeyStore } from '../../../runtime/key-store.js';
import { createCheckpoints } from '../../../runtime/read-models.js';
import { createSeal } from '../../../runtime/seal.js';
import { keyFor } from '../../../runtime/sign.js';
import { createSubjectKeys, type SubjectKeys } from '../../../runtime/subject-keys.js';
import { createRestoreMark } from '../../../runtime/unfinished-restore.js';
import { type RunningStore, runEventStore, tagged } from '../../support/event-store.js';
import { temporaryFolder } from '../../support/leadline.js';
import { useMongodb } from '../use-mongodb.js';

const key = randomBytes(32);
const freshDb = useMongodb();

interface House extends Source {
  readonly keys: SubjectKeys;
  readonly end: () => Promise<void>;
}

const openHouse = async (): Promise<House> => {
  const store: RunningStore = await runEventStore();
  const folder = await temporaryFolder();
  const db: Db = freshDb();
  return {
    client: store.client,
    db,
    dataDir: folder.path,
    key,
    now: systemClock,
    keys: createSubjectKeys(await createKeyStore(db), createSeal(keyFor('subjects', key))),
    end: async () => {
      await store.end();
      await folder.remove();
    },
  };
};

/** Where the event with this number is, from 0. */
const positionOf = async ({ client }: Source, no: number): Promise<Position> => {
  const positions: Position[] = [];
  for await (const { position } of readLog(client, undefined)) positions.push(position);
  const found = positions[no];
  if (found === undefined) throw new Error(`no event ${no}`);
  return found;
};

/** The lines of an archive, with what happens when one of them has been read. */
const linesOf = async (
  source: Source,
  onLine: (line: Line) => Promise<void> = async () => undefined,
): Promise<readonly Line[]> => {
  const lines: Line[] = [];
  for await (const line of archiveLines(source)) {
    lines.push(line);
    await onLine(line);
  }
  return lines;
};

/** What the sealed lines hold. */
const opened = (lines: readonly Line[]) =>
  lines.flatMap((line) => (line.line === 'sealed' ? [createPartSeal(key).open(line.text)] : []));

/** What has to be the same in the archive of a copy: all but times and places. */
const lasting = (lines: readonly Line[]) =>
  lines.flatMap((line): readonly object[] => {
    switch (line.line) {
      case 'header':
      case 'head':
      case 'footer':
        return [];
      case 'event':
        return [{ ...line, position: 0 }];
      case 'sealed':
        return [createPartSeal(key).open(line.text)];
      default:
        return [line];
    }
  });

describe('the lines of an archive', () => {
  let source: House;
  let target: House;
  beforeEach(async () => {
    source = await openHouse();
    target = await openHouse();
  });
  afterEach(async () => {
    await source.end();
    await target.end();
  });

  const append = async (stream: string, no: number): Promise<number> => {
    const appended = await createAppend(source.client, source.keys)(stream, undefined, [tagged(no)]);
    if (appended.kind !== 'appended') throw new Error(appended.kind);
    return appended.position;
  };

  /** Restores whose lines have been given back. */
  let ended = 0;
  const restore = async (lines: readonly Line[]) => {
    const all = async function* () {
      try {
        yield* lines;
      } finally {
        ended += 1;
      }
    };
    const keyFile = join(target.dataDir, 'given-key');
    await writeFile(keyFile, key.toString('base64'));
    return restoreLines(all(), {
      target,
      findKey: (fingerprint) => findHouseKey(fingerprint, { configured: undefined, files: [keyFile] }),
      onCompared: () => undefined,
    });
  };

  const putThings = async (): Promise<void> => {
    for (const no of [1, 2, 3]) await append(`lead-${no}`, no);
    await append('product-x', 4);
    await source.keys.destroy('lead-2');
    const answer = { status: 201, headers: { etag: '"1"', 'leadline-position': '77' }, body: '{}' };
    await source.db.collection<{ _id: string }>('idempotency_keys').insertMany([
      { _id: 'done', ...{ fingerprint: 'x', expiresAt: new Date('2100-01-01T00:00:00Z'), answer } },
      { _id: 'running', ...{ fingerprint: 'x', expiresAt: new Date('2100-01-01T00:00:00Z') } },
    ]);
    await source.db
      .collection<{ _id: string }>('report_rows')
      .insertOne({ _id: 'row', ...{ data: { big: 1.5 } } });
    await mkdir(join(source.dataDir, 'imports'));
    await writeFile(join(source.dataDir, 'imports', 'fair'), randomBytes(600_000));
    await writeFile(join(source.dataDir, 'admin-api-key'), 'll_secret\n');
    await writeFile(join(source.dataDir, 'unrelated'), 'x');
  };

  test('give, restored, the same lines again', async () => {
    await putThings();
    await createCheckpoints(source.db).save(['reactor'], await positionOf(source, 2));
    const lines = await linesOf(source);
    expect(await restore(lines)).toEqual({ events: 4, found: 0 });
    expect(lasting(await linesOf(target))).toEqual(lasting(lines));
    expect(await restore(lines)).toEqual({ events: 4, found: 4 });
    expect(lasting(await linesOf(target))).toEqual(lasting(lines));
    expect(await readFile(join(target.dataDir, 'imports', 'fair'))).toEqual(
      await readFile(join(source.dataDir, 'imports', 'fair')),
    );
    expect(await createRestoreMark(target.db).isSet()).toBe(false);
  });

  test('hold no answer of a request that is under way, and no place in the log', async () => {
    await putThings();
    const documents = opened(await linesOf(source)).flatMap((part) =>
      part.part === 'document' && part.collection === 'idempotency_keys' ? [part.document] : [],
    );
    expect(documents).toMatchObject([{ _id: 'done', answer: { headers: { etag: '"1"' } } }]);
    expect(JSON.stringify(documents)).not.toContain('leadline-position');
  });

  test('tell nothing of people, and no secret, to who has not the key', async () => {
    await putThings();
    const text = JSON.stringify(await linesOf(source));
    // Not as a text of its own: the sealed ones are long.
    const told = ['tag 1', 'tag 4', 'll_secret', '"done"', '"big"'].filter((secret) => text.includes(secret));
    expect(told).toEqual(['tag 4']);
  });

  test('end with the keys, so that each event has its key', async () => {
    await append('lead-1', 1);
    const lines = await linesOf(source, async ({ line }) => {
      if (line === 'head') await append('lead-2', 2);
    });
    expect(lines.filter(({ line }) => line === 'event')).toHaveLength(1);
    expect(lines.at(-1)?.line).toBe('key');
  });

  test('go on to the erasure of whoever is erased meanwhile', async () => {
    await append('lead-1', 1);
    await append('lead-2', 2);
    let isErased = false;
    const lines = await linesOf(source, async (line) => {
      if (line.line !== 'event' || isErased) return;
      isErased = true;
      await append('product-erasure', 3);
      await source.keys.destroy('lead-1');
    });
    expect(lines.flatMap((line) => (line.line === 'event' ? [line.stream] : []))).toEqual([
      'lead-1',
      'lead-2',
      'product-erasure',
    ]);
    expect(lines.flatMap((line) => (line.line === 'head' ? [line] : []))).toHaveLength(2);
  });

  test('have the file of an import that ends meanwhile', async () => {
    await putThings();
    const lines = await linesOf(source, async ({ line }) => {
      if (line === 'event') await rm(join(source.dataDir, 'imports', 'fair'), { force: true });
    });
    expect(opened(lines).filter(({ part }) => part === 'file')).not.toEqual([]);
  });

  test('do not bring a key back that was destroyed in the target', async () => {
    await putThings();
    const lines = await linesOf(source);
    await restore(lines);
    await target.keys.destroy('lead-1');
    await restore(lines);
    expect((await target.keys.toOpen(['lead-1'])).get('lead-1')?.get(1)).toBe('destroyed');
  });

  test('are not put where a Leadline has run, nor read with another key', async () => {
    await putThings();
    const lines = await linesOf(source);
    await createCheckpoints(target.db).save(['leads_v7'], await positionOf(source, 0));
    await expect(restore(lines)).rejects.toThrow('Leadline has already run on the target');
    await writeFile(join(target.dataDir, 'encryption-key'), randomBytes(32).toString('base64'));
    await createCheckpoints(target.db).forget('leads_v7');
    await expect(restore(lines)).rejects.toThrow('holds another encryption key');
    expect(await createRestoreMark(target.db).isSet()).toBe(false);
  });

  test('are left at once where they cannot be put: who gives them has servers open', async () => {
    await putThings();
    const lines = await linesOf(source);
    await createCheckpoints(target.db).save(['leads_v7'], await positionOf(source, 0));
    ended = 0;
    await expect(restore(lines)).rejects.toThrow('Leadline has already run on the target');
    expect(ended).toBe(1);
  });

  test('are read with the first key that they were made with', async () => {
    const place = async (name: string, bytes: Uint8Array): Promise<string> => {
      const path = join(target.dataDir, name);
      await writeFile(path, Buffer.from(bytes).toString('base64'));
      return path;
    };
    const [own, others] = [await place('own', key), await place('others', randomBytes(32))];
    const missing = join(target.dataDir, 'missing');
    const fingerprint = fingerprintOf(key);
    const text = key.toString('base64');
    const other = randomBytes(32).toString('base64');
    expect(await findHouseKey(fingerprint, { configured: text, files: [own] })).toMatchObject({
      text,
      isConfigured: true,
    });
    expect(
      await findHouseKey(fingerprint, { configured: other, files: [missing, others, own] }),
    ).toMatchObject({ text, isConfigured: false });
    await expect(findHouseKey(fingerprint, { configured: other, files: [others] })).rejects.toThrow(
      `is not in ENCRYPTION_KEY, ${others}`,
    );
  });

  test('leave a mark where they stop in the middle', async () => {
    await putThings();
    const lines = await linesOf(source);
    await expect(restore([...lines, { line: 'sealed', text: 'v1.x' }])).rejects.toThrow('was changed');
    expect(await createRestoreMark(target.db).isSet()).toBe(true);
  });
});
