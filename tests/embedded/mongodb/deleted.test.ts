import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { expect, test } from 'vitest';
import { startMongo } from '../../../embedded/mongodb/server.js';
import { needsEmbedded } from '../../support/given-servers.js';
import { removeFolder, temporaryFolder } from './mongo-fixture.js';

needsEmbedded('MONGODB_URL', 'reads its files');

const directory = temporaryFolder();
/** The files of a running server that have a text. */
const filesWith = (text: string): readonly string[] =>
  readdirSync(directory).filter((name) => readFileSync(join(directory, name)).includes(text));

test('what was deleted or replaced is soon in no file of a server that runs', async () => {
  const mongo = await startMongo({ directory, sweepEveryMs: 20 });
  const client = await MongoClient.connect(mongo.url);
  try {
    const collection = client.db('test').collection<{ _id: number; text: string }>('kept');
    await collection.insertMany([
      { _id: 1, text: 'zirconium' },
      { _id: 2, text: 'quartz' },
      { _id: 3, text: 'granite' },
    ]);
    expect(filesWith('zirconium')).not.toEqual([]);
    await collection.deleteOne({ _id: 1 });
    await collection.updateOne({ _id: 2 }, { $set: { text: 'opal' } });
    await expect.poll(() => [...filesWith('zirconium'), ...filesWith('quartz')]).toEqual([]);
    await expect.poll(() => filesWith('granite')).toEqual(['mongodb.db']);
    expect((await collection.distinct('text')).toSorted()).toEqual(['granite', 'opal']);
  } finally {
    await client.close();
    await mongo.stop();
    removeFolder(directory);
  }
});
