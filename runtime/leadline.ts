import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createCommands } from '../commands/create-commands.js';
import { createLinks } from '../commands/links.js';
import type { Park } from '../commands/poison.js';
import { createReconcile } from '../commands/reactions/reconcile.js';
import type { WakeUp } from '../commands/reactions/schedule-steps.js';
import { createRepositories } from '../commands/repositories.js';
import { createTokens } from '../commands/tokens.js';
import { decodeOrThrow } from '../domain/codecs/decode.js';
import { Instant } from '../domain/codecs/time.js';
import { readModels } from '../projections/index.js';
import { createQueries } from '../projections/queries.js';
import { type AdminKey, ensureAdminKey } from './admin-key.js';
import { archiveLines } from './archive/archive-lines.js';
import { writeArchive } from './archive/write-archive.js';
import { createBroadcasts } from './broadcasts.js';
import { systemClock } from './clock.js';
import type { Config } from './config.js';
import { createConsumers } from './consumers.js';
import { type Servers, startServers } from './embedded.js';
import { createEndedImports } from './ended-imports.js';
import { createAppend, createReadEvents, createReadStream, readHead } from './event-store.js';
import { createFindLeads } from './find-leads.js';
import { createFinds } from './finds.js';
import { createForget } from './forget.js';
import { openReadModels } from './generations/open-read-models.js';
import { untilItAnswers } from './given-server.js';
import { createApi, type HttpServer, openHttp } from './http.js';
import { broadcastRunIdOf, equal, hash, newId, newLeadId, runIdOf } from './ids.js';
import { createImportFiles } from './import-files.js';
import { createImports } from './imports.js';
import { createKeyStore } from './key-store.js';
import { createLazyCheckpoints } from './lazy-checkpoints.js';
import type { Log } from './log.js';
import { createMessaging } from './messaging.js';
import { compileMjml } from './mjml.js';
import { openMongodb } from './mongodb.js';
import { createOpenSteps } from './open-steps.js';
import { createOpenWatches } from './open-watches.js';
import { connectEventStore, ping } from './own-log.js';
import { createProjectedPosition } from './projected-position.js';
import { createCheckpoints, createFind, createFindRows, createFindWatches } from './read-models.js';
import { createReportStore } from './report-store.js';
import { createReports } from './reports.js';
import { createScheduler } from './scheduler.js';
import { createSeal, encryptionKey } from './seal.js';
import { createSeenSourceEventIds } from './seen-source-event-ids.js';
import { createSign, createSigner, keyFor, sha256 } from './sign.js';
import { createSaltOf, createSubjectKeys } from './subject-keys.js';
import { followLog, type Subscription } from './subscription.js';
import { refuseUnfinished } from './unfinished-restore.js';
import { createWakeQueue } from './wake-queue.js';

/** A running Leadline. */
export interface Leadline {
  readonly url: string;
  readonly servers: Servers;
  readonly adminKey: AdminKey;
  readonly stop: () => Promise<void>;
}

/** Older than this, a try without an outcome was not made by a process that still runs. */
const abandonedAfter = 10 * 60 * 1000;

const progressEvery = 2000;

/** What is stopped, the last started first. */
type Stops = (() => Promise<unknown> | unknown)[];

/** What is there before anything is put together. */
interface Parts {
  readonly config: Config;
  readonly log: Log;
  readonly http: HttpServer;
  /** Under which browsers and providers reach this server. */
  readonly publicUrl: string;
  readonly servers: Servers;
}

const compose = async ({ config, log, http, publicUrl, servers }: Parts, stops: Stops): Promise<Leadline> => {
  const clock = systemClock;
  const bornAt = clock();
  const client = connectEventStore(servers.eventStoreUrl, config.eventStoreStreamPrefix);
  stops.unshift(() => client.dispose());
  const { client: mongodb, db } = openMongodb(servers.mongodbUrl);
  stops.unshift(() => mongodb.close());
  for (const server of [
    { name: 'EventStoreDB', url: servers.eventStoreUrl, ask: () => ping(client) },
    { name: 'MongoDB', url: servers.mongodbUrl, ask: () => db.command({ ping: 1 }) },
  ])
    await untilItAnswers(server, config.connectTimeout, log);
  await refuseUnfinished(db);

  const key = await encryptionKey(config.encryptionKey, config.dataDir);
  const keys = createSubjectKeys(await createKeyStore(db), createSeal(keyFor('subjects', key)));
  await keys.check();
  const readEvents = createReadEvents(keys);
  const stored = createCheckpoints(db);
  const house = await openReadModels({ db, client, readEvents, checkpoints: stored, clock, log });
  const { collections } = house;
  const finds = createFinds(collections);
  const readStream = createReadStream(client, keys);
  const snapshot = async (id: string) => {
    // Without one the whole stream is folded.
    const doc = house.isBuilt(readModels.leads.name) ? await finds.leads.one(id) : undefined;
    return doc === undefined
      ? undefined
      : { state: { lead: doc.lead, runs: doc.runs, watches: doc.watches }, revision: doc.revision };
  };
  const repositories = createRepositories({
    readStream,
    append: createAppend(client, keys),
    clock,
    newId,
    snapshot,
  });
  const adminKey = await ensureAdminKey(repositories, config.dataDir);

  const messaging = await createMessaging({ config, servers, repositories, key });
  stops.unshift(messaging.close);
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
  const seenSourceEventIds = createSeenSourceEventIds(
    finds.leads,
    createFind(collections, readModels.sourceEventIds),
  );
  const importFiles = await createImportFiles(join(config.dataDir, 'imports'));
  const findLeads = createFindLeads(createFindRows(collections));
  const commands = createCommands({
    repositories,
    gateways,
    manageConnections,
    connection: manageConnections.publicConnection,
    links: createLinks(publicUrl, tokens),
    compileMjml,
    findLeads,
    broadcastRunIdOf,
    importFiles,
    defaultRegion: config.defaultRegion,
    seenSourceEventIds,
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

  const wakeQueue = createWakeQueue(commands.runDue, log);
  stops.unshift(wakeQueue.stop);
  const park: Park = (error, what) =>
    log.error({ err: error, ...what }, 'this would fail again however often it is tried, and is left out');
  const projected = createProjectedPosition();
  let ready = false;
  const scheduler = await createScheduler({
    db,
    log,
    onDue: async (leadId) => wakeQueue.wake(leadId),
    onBroadcastDue: async (broadcastId) => broadcasts.wake(broadcastId, { kind: 'time' }),
    // What is in time has its job already; what is overdue was lost on the way.
    onReconcile: async () => {
      await reconcile(instantAgo(abandonedAfter), clock());
      await broadcasts.wakeAll();
      await imports.wakeAll();
      await reports.wakeAll();
      sweeps.wakeAll();
    },
  });
  const broadcasts = createBroadcasts({
    finds,
    repositories,
    matchLeads: commands.matchLeads,
    catalogue: commands.catalogue,
    readStream,
    wakeAt: (broadcastId, at) => scheduler.scheduleBroadcast(broadcastId, at),
    hasRoom: wakeQueue.hasRoom,
    clock,
    park,
    log,
  });
  stops.unshift(broadcasts.stop);
  const imports = createImports({
    ...commands,
    files: importFiles,
    seenSourceEventIds,
    readStream,
    hasRoom: wakeQueue.hasRoom,
    clock,
    park,
    log,
  });
  stops.unshift(imports.stop);
  const reports = createReports({
    ...commands,
    store: await createReportStore(db),
    connection: manageConnections.publicConnection,
    defaultRegion: config.defaultRegion,
    hash,
    runIdOf,
    findLeads,
    readStream,
    hasRoom: wakeQueue.hasRoom,
    newId,
    clock,
    log,
  });
  stops.unshift(reports.stop);
  const schedule = (wakeUps: readonly WakeUp[]) => scheduler.schedule(wakeUps);
  let subscription: Subscription | undefined;
  http.serve(
    await createApi({
      commands,
      queries: createQueries(finds),
      reports: reports.manage,
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

  const checkpoints = createLazyCheckpoints(stored, log);
  stops.unshift(checkpoints.stop);
  const saying = setInterval(() => {
    const building = house.building();
    if (building !== undefined) log.info({ building }, 'building what the code has changed');
  }, progressEvery);
  stops.unshift(() => clearInterval(saying));
  const projections = await house.build();
  clearInterval(saying);
  const { pipeline, scheduleSteps, sweeps } = await createConsumers({
    log,
    collections,
    projections,
    park,
    checkpoints,
    commands,
    clock,
    schedule,
    readStream,
    findLeads,
    hasRoom: wakeQueue.hasRoom,
    wake: wakeQueue.wake,
    wakeBroadcast: broadcasts.wake,
    wakeImport: imports.wake,
    forgetLead: forget.forgetLead,
    onProjected: projected.advance,
  });
  stops.unshift(sweeps.stop);
  const reconcile = createReconcile({
    repositories,
    openSteps: createOpenSteps(finds.runs),
    openWatches: createOpenWatches(createFindWatches(collections)),
    scheduleSteps,
    clock,
    isAtWork: commands.runDueSteps.isAtWork,
    park,
  });

  const head = await readHead(client, pipeline.from);
  const following = followLog({
    client,
    log,
    readEvents,
    from: pipeline.from,
    handle: pipeline.handle,
  });
  subscription = following;
  stops.unshift(following.stop);
  house.attach(pipeline);
  stops.unshift(house.stop);
  if (pipeline.from !== undefined) projected.advance(pipeline.from);
  while (!(await projected.waitFor(head, progressEvery)))
    log.info({ position: projected.current(), head }, 'bringing the read models up to date');
  // Nobody else runs steps on an embedded log, so what was started before we were and has no outcome was interrupted.
  await reconcile(servers.embedded.includes('eventstore') ? bornAt : instantAgo(abandonedAfter));
  await broadcasts.wakeAll();
  broadcasts.start();
  await imports.wakeAll();
  imports.start();
  await reports.wakeAll();
  reports.start();
  sweeps.wakeAll();
  sweeps.start();
  await scheduler.start();
  stops.unshift(scheduler.stop);
  ready = true;
  return {
    url: http.url,
    servers,
    adminKey,
    stop: async () => {
      // First, so that requests under way still find everything.
      await http.stop();
      await stopAll(stops);
    },
  };
};

const instantAgo = (milliseconds: number): Instant =>
  decodeOrThrow(Instant, new Date(Date.parse(systemClock()) - milliseconds).toISOString());

const stopAll = async (stops: Stops): Promise<void> => {
  const errors: unknown[] = [];
  for (const stop of stops.splice(0)) {
    try {
      await stop();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, 'not everything stopped as it should');
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
  const stops: Stops = [http.stop];
  try {
    const servers = await startServers(config, publicUrl, { log, onFailure });
    stops.push(servers.stop);
    return await compose({ config, log, http, publicUrl, servers }, stops);
  } catch (error) {
    await stopAll(stops);
    throw error;
  }
};
