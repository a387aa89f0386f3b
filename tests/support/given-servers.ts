import { createHash, randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { ConnectionString } from 'mongodb-connection-string-url';
import { beforeEach } from 'vitest';

type Variable = 'EVENTSTORE_URL' | 'MONGODB_URL';

/** The connection string of a server that the whole suite is to be run against; `undefined`: tests start embedded ones. */
export const givenUrl = (variable: Variable): string | undefined => process.env[variable] || undefined;

/** Skips the tests of a file or a `describe` where another server than the embedded one is given, and says why. */
export const needsEmbedded = (variable: Variable, why: string): void => {
  beforeEach(({ skip }) => {
    skip(givenUrl(variable) !== undefined, `${variable} is given, and this ${why}`);
  });
};

/** A connection string of the same server that names another database. */
export const withDatabase = (mongodbUrl: string, name: string): string => {
  const url = new ConnectionString(mongodbUrl);
  url.pathname = `/${name}`;
  // Users are kept where they were looked for before.
  if (url.username !== '' && !url.searchParams.has('authSource'))
    url.searchParams.set('authSource', new ConnectionString(mongodbUrl).pathname.slice(1) || 'admin');
  return url.href;
};

const run = randomUUID();

/** What nothing but one test has on given servers: the same for the same text, in this run. */
const nameFor = (text: string): string =>
  `test_${createHash('sha256').update(`${run} ${text}`).digest('hex').slice(0, 20)}`;

/** What nothing else on a given EventStoreDB begins with. */
export const freshPrefix = (): string => `${nameFor(randomUUID())}.`;

/** The variables by which a Leadline with this data folder has given servers for itself; empty where none are. */
export const givenTo = (dataDir: string): Readonly<Record<string, string>> => {
  const name = nameFor(dataDir);
  const mongodbUrl = givenUrl('MONGODB_URL');
  return {
    EVENTSTORE_STREAM_PREFIX: givenUrl('EVENTSTORE_URL') === undefined ? '' : `${name}.`,
    MONGODB_URL: mongodbUrl === undefined ? '' : withDatabase(mongodbUrl, name),
  };
};

/** Drops the database that a Leadline with this data folder had on a given MongoDB. */
export const dropGivenTo = async (dataDir: string): Promise<void> => {
  const url = givenUrl('MONGODB_URL');
  if (url === undefined) return;
  const client = new MongoClient(url);
  await client.db(nameFor(dataDir)).dropDatabase();
  await client.close();
};
