import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createCommands } from '../commands/create-commands.js';
import { createLinks } from '../commands/links.js';
import type { Park } from '../commands/poison.js';
import { createReconcile } from '../commands/reactions/reconcile.js';
import { createTokens } from '../commands/tokens.js';
import { createQueries } from '../projections/queries.js';
import { type AdminKey, ensureAdminKey } from './admin-key.js';
import { archiveLines } from './archive/archive-lines.js';
import { writeArchive } from './archive/write-archive.js';
import { systemClock } from './clock.js';
import type { Config } from './config.js';
import { createConsumers } from './consumers.js';
import { type Servers, startServers } from './embedded.js';
import { encryptionKey } from './encryption-key.js';
import { createEndedImports } from './ended-imports.js';
import { readHead } from './event-store.js';
import { createForget } from './forget.js';
import { createApi, type HttpServer, openHttp } from './http.js';
import { broadcastRunIdOf, equal, hash, newId, newLeadId } from './ids.js';
import { createImportFiles } from './import-files.js';
import { createLazyCheckpoints } from './lazy-checkpoints.js';
import type { Log } from './log.js';
import { createMessaging } from './messaging.js';
import { compileMjml } from './mjml.js';
import { createOpenSteps } from './open-steps.js';
import { createOpenWatches } from './open-watches.js';
import { createProjectedPosition } from './projected-position.js';
import { createFindWatches } from './read-models.js';
import { createSign, createSigner, keyFor, sha256 } from './sign.js';
import { createStops, type Stops } from './stops.js';
import { openStores, type Stores } from './stores.js';
import { createSaltOf } from './subject-keys.js';
import { followLog, type Subscription } from './subscription.js';
import { abandonedBy, createWork } from './work.js';

/** A running Leadline. */
export interface Leadline {
  readonly url: string;
  readonly servers: Servers;
  readonly adminKey: AdminKey;
  readonly stop: () => Promise<void>;
}

const progressEvery = 2000;

/** What is there before anything is put together. */
interface Parts {
  readonly config: Config;
  readonly log: Log;
  readonly http: HttpServer;
  /** Under which browsers and providers reach this server. */
  readonly publicUrl: string;
  readonly servers: Servers;
}

const clock = systemClock;

/** Builds the read models that the code has changed, and says how far that is. */
const build = async ({ house }: Stores, log: Log, stops: Stops) => {
  const saying = setInterval(() => {
    const building = house.building();
    if (building !== undefined) log.info({ building }, 'building what the code has changed');
  }, progressEvery);
  stops.add(() => clearInterval(saying));
  const projections = await house.build();
  clearInterval(saying);
  return projections;
};

const compose = async ({ config, log, http, publicUrl, servers }: Parts, stops: Stops): Promise<Leadline> => {
  const bornAt = clock();
  const key = await encryptionKey(config.encryptionKey, config.dataDir);
  const stores = await openStores({ config, log, servers, key, clock }, stops);
  const { client, db, keys, house, collections, finds, findLeads, readStream, repositories } = stores;
  const adminKey = await ensureAdminKey(repositories, config.dataDir);

  const messaging = await createMessaging({ config, servers, repositories, key });
  stops.add(messaging.close);
  const { manageConnections, gateways, verifyTwilio, verifyTrainingJet } = messaging;
  const forget = createForget({
    db,
    readModels: house,
    keys,
    endedImports: createEndedImports(finds.imports),
    forgetCaught: servers.forgetCaught,
  });
  const signer = createSigner(keyFor('exports', key));
  const tokens = createTokens({ sign: createSign(keyFor('tokens', key)), equal });
  const importFiles = await createImportFiles(join(config.dataDir, 'imports'));
  const settings = { connection: manageConnections.publicConnection, defaultRegion: config.defaultRegion };
  const commands = createCommands({
    ...settings,
    repositories,
    gateways,
    manageConnections,
    links: createLinks(publicUrl, tokens),
    compileMjml,
    findLeads,
    broadcastRunIdOf,
    importFiles,
    seenSourceEventIds: stores.seenSourceEventIds,
    readStream,
    clock,
    newId,
    newLeadId,
    hash,
    ...forget,
    saltOf: createSaltOf(keys),
    sha256,
    signer,
  });
  const park: Park = (error, what) =>
    log.error({ err: error, ...what }, 'this would fail again however often it is tried, and is left out');
  const work = await createWork({ ...settings, stores, commands, importFiles, clock, park, log }, stops);

  const projected = createProjectedPosition();
  let subscription: Subscription | undefined;
  let ready = false;
  http.serve(
    await createApi({
      commands,
      queries: createQueries(finds),
      reports: work.reports.manage,
      readStream,
      exportKey: signer.publicKey,
      readModels: house.work,
      archive: () => writeArchive(archiveLines({ client, db, dataDir: config.dataDir, key, now: clock })),
      db,
      log,
      publicUrl,
      importMaxBytes: config.importMaxBytes,
      tokens,
      verifyTwilio,
      verifyTrainingJet,
      waitFor: projected.waitFor,
      waitingFor: () =>
        ready && subscription?.isHealthy() === true ? undefined : (house.building() ?? 'catching up'),
    }),
  );

  const checkpoints = createLazyCheckpoints(stores.checkpoints, log);
  stops.add(checkpoints.stop);
  const projections = await build(stores, log, stops);
  const { pipeline, scheduleSteps, sweeps } = await createConsumers({
    log,
    collections,
    projections,
    park,
    checkpoints,
    commands,
    clock,
    schedule: work.schedule,
    readStream,
    findLeads,
    hasRoom: work.wakeQueue.hasRoom,
    wake: work.wakeQueue.wake,
    wakeBroadcast: work.broadcasts.wake,
    wakeImport: work.imports.wake,
    forgetLead: forget.forgetLead,
    onProjected: projected.advance,
  });
  stops.add(sweeps.stop);
  const reconcile = createReconcile({
    repositories,
    openSteps: createOpenSteps(finds.runs),
    openWatches: createOpenWatches(createFindWatches(collections)),
    scheduleSteps,
    clock,
    isAtWork: commands.runDueSteps.isAtWork,
    park,
  });

  const { from, handle } = pipeline;
  const head = await readHead(client, from);
  subscription = followLog({ client, log, readEvents: stores.readEvents, from, handle });
  stops.add(subscription.stop);
  house.attach(pipeline);
  stops.add(house.stop);
  if (from !== undefined) projected.advance(from);
  while (!(await projected.waitFor(head, progressEvery)))
    log.info({ position: projected.current(), head }, 'bringing the read models up to date');
  // Nobody else runs steps on an embedded log, so what was started before we were and has no outcome was interrupted.
  const interrupted = servers.embedded.includes('eventstore') ? bornAt : abandonedBy(clock());
  await work.start({ reconcile, sweeps }, interrupted);
  ready = true;
  return {
    url: http.url,
    servers,
    adminKey,
    stop: async () => {
      // First, so that requests under way still find everything.
      await http.stop();
      await stops.stopAll();
    },
  };
};

/**
 * Starts Leadline: its servers where none are given, the API, and all that follows the log.
 * @param onFailure called when a part of it has ended by itself
 */
export const startLeadline = async (
  config: Config,
  log: Log,
  onFailure: (error: Error) => void,
): Promise<Leadline> => {
  await mkdir(config.dataDir, { recursive: true });
  const http = await openHttp(config);
  const publicUrl = config.publicUrl ?? http.url;
  const stops = createStops();
  stops.add(http.stop);
  try {
    const servers = await startServers(config, publicUrl, { log, onFailure });
    stops.add(servers.stop);
    return await compose({ config, log, http, publicUrl, servers }, stops);
  } catch (error) {
    await stops.stopAll();
    throw error;
  }
};
