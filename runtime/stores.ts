import type { Clock } from '../commands/event-log.js';
import { createRepositories } from '../commands/repositories.js';
import { readModels } from '../projections/index.js';
import type { Config } from './config.js';
import type { Servers } from './embedded.js';
import { createAppend, createReadEvents, createReadStream } from './event-store.js';
import { createFindLeads } from './find-leads.js';
import { createFinds } from './finds.js';
import { openReadModels } from './generations/open-read-models.js';
import { untilItAnswers } from './given-server.js';
import { newId } from './ids.js';
import { createKeyStore } from './key-store.js';
import type { Log } from './log.js';
import { openMongodb } from './mongodb.js';
import { connectEventStore, ping } from './own-log.js';
import { createCheckpoints, createFind, createFindRows } from './read-models.js';
import { createSeal } from './seal.js';
import { createSeenSourceEventIds } from './seen-source-event-ids.js';
import { keyFor } from './sign.js';
import type { Stops } from './stops.js';
import { createSubjectKeys } from './subject-keys.js';
import { refuseUnfinished } from './unfinished-restore.js';

interface StoresPorts {
  readonly config: Config;
  readonly log: Log;
  readonly servers: Servers;
  /** The key of the house. */
  readonly key: Uint8Array;
  readonly clock: Clock;
}

/** Connects to both servers and waits until they answer. @throws Error that names the one that does not */
const connect = async ({ config, log, servers }: StoresPorts, stops: Stops) => {
  const client = connectEventStore(servers.eventStoreUrl, config.eventStoreStreamPrefix);
  stops.add(() => client.dispose());
  const { client: mongodb, db } = openMongodb(servers.mongodbUrl);
  stops.add(() => mongodb.close());
  for (const server of [
    { name: 'EventStoreDB', url: servers.eventStoreUrl, ask: () => ping(client) },
    { name: 'MongoDB', url: servers.mongodbUrl, ask: () => db.command({ ping: 1 }) },
  ])
    await untilItAnswers(server, config.connectTimeout, log);
  return { client, db };
};

/** The log and the documents, and all that reads and writes them. */
export const openStores = async (ports: StoresPorts, stops: Stops) => {
  const { log, key, clock } = ports;
  const { client, db } = await connect(ports, stops);
  await refuseUnfinished(db);
  const keys = createSubjectKeys(await createKeyStore(db), createSeal(keyFor('subjects', key)));
  await keys.check();
  const readEvents = createReadEvents(keys);
  const readStream = createReadStream(client, keys);
  const checkpoints = createCheckpoints(db);
  const house = await openReadModels({ db, client, readEvents, checkpoints, clock, log });
  const { collections } = house;
  const finds = createFinds(collections);
  const snapshot = async (id: string) => {
    // Without one the whole stream is folded.
    const doc = house.isBuilt(readModels.leads.name) ? await finds.leads.one(id) : undefined;
    return doc === undefined
      ? undefined
      : { state: { lead: doc.lead, runs: doc.runs, watches: doc.watches }, revision: doc.revision };
  };
  const append = createAppend(client, keys);
  return {
    client,
    db,
    keys,
    readEvents,
    readStream,
    checkpoints,
    house,
    collections,
    finds,
    findLeads: createFindLeads(createFindRows(collections)),
    seenSourceEventIds: createSeenSourceEventIds(
      finds.leads,
      createFind(collections, readModels.sourceEventIds),
    ),
    repositories: createRepositories({ readStream, append, clock, newId, snapshot }),
  };
};

export type Stores = Awaited<ReturnType<typeof openStores>>;
