import { type Db, MongoClient } from 'mongodb';
import { ConnectionString } from 'mongodb-connection-string-url';

const defaultDatabase = 'leadline';

/** Belong to the server: a user may be kept in `admin`, but nothing else should be. */
const ofTheServer: readonly string[] = ['admin', 'config', 'local'];

/**
 * The database that the path of a connection string names; `leadline` where it names none.
 * @throws Error when it names one of the server's own
 */
const databaseIn = (url: string): string => {
  const name = decodeURIComponent(new ConnectionString(url).pathname.slice(1));
  if (ofTheServer.includes(name))
    throw new Error(
      `the database ${name} is the server's own: name another one, such as /leadline?authSource=${name}`,
    );
  return name === '' ? defaultDatabase : name;
};

/**
 * A client, not yet connected, and the database of Leadline.
 * @throws Error that names the variable when the connection string is wrong; it quotes no credentials
 */
export const openMongodb = (url: string): { readonly client: MongoClient; readonly db: Db } => {
  try {
    const client = new MongoClient(url, { serverSelectionTimeoutMS: 10_000 });
    return { client, db: client.db(databaseIn(url)) };
  } catch (error) {
    throw new Error(`MONGODB_URL: ${error instanceof Error ? error.message : String(error)}`);
  }
};
