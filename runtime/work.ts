import type { Commands } from '../commands/create-commands.js';
import type { Clock } from '../commands/event-log.js';
import type { ImportFiles } from '../commands/imports/import-files.js';
import type { Park } from '../commands/poison.js';
import type { Reconcile } from '../commands/reactions/reconcile.js';
import type { Schedule } from '../commands/reactions/schedule-steps.js';
import type { PrepareReportPorts } from '../commands/reports/prepare-report.js';
import { decodeOrThrow } from '../domain/codecs/decode.js';
import { Instant } from '../domain/codecs/time.js';
import { type Broadcasts, createBroadcasts } from './broadcasts.js';
import { hash, newId, runIdOf } from './ids.js';
import { createImports, type Imports } from './imports.js';
import type { Log } from './log.js';
import { createReportStore } from './report-store.js';
import { createReports, type Reports } from './reports.js';
import { createScheduler } from './scheduler.js';
import type { Stops } from './stops.js';
import type { Stores } from './stores.js';
import type { Sweeps } from './sweeps.js';
import { createWakeQueue, type WakeQueue } from './wake-queue.js';

export interface WorkPorts extends Pick<PrepareReportPorts, 'connection' | 'defaultRegion'> {
  readonly stores: Stores;
  readonly commands: Commands;
  readonly importFiles: ImportFiles;
  readonly clock: Clock;
  readonly park: Park;
  readonly log: Log;
}

/** What follows the log and has a part in the work. */
interface Followers {
  readonly reconcile: Reconcile;
  readonly sweeps: Sweeps;
}

/** All that goes on by itself: steps that are due, broadcasts, imports, reports. */
export interface Work {
  readonly wakeQueue: WakeQueue;
  readonly schedule: Schedule;
  readonly broadcasts: Broadcasts;
  readonly imports: Imports;
  readonly reports: Reports;
  /**
   * Goes on with what was interrupted, and then with what is due, each minute and when it is woken.
   * @param interrupted tries that were begun before and have no outcome: nobody is at them any more
   */
  readonly start: (followers: Followers, interrupted: Instant) => Promise<void>;
}

/** Older than this, a try without an outcome was not made by a process that still runs. */
const abandonedAfter = 10 * 60 * 1000;

export const abandonedBy = (now: Instant): Instant =>
  decodeOrThrow(Instant, new Date(Date.parse(now) - abandonedAfter).toISOString());

export const createWork = async (ports: WorkPorts, stops: Stops): Promise<Work> => {
  const { stores, commands, importFiles, connection, defaultRegion, clock, park, log } = ports;
  const { db, finds, findLeads, readStream, repositories, seenSourceEventIds } = stores;
  const wakeQueue = createWakeQueue(commands.runDue, log);
  stops.add(wakeQueue.stop);
  const { hasRoom } = wakeQueue;
  let followers: Followers | undefined;

  const wakeAll = async (): Promise<void> => {
    await broadcasts.wakeAll();
    await imports.wakeAll();
    await reports.wakeAll();
    followers?.sweeps.wakeAll();
  };
  const scheduler = await createScheduler({
    db,
    log,
    onDue: async (leadId) => wakeQueue.wake(leadId),
    onBroadcastDue: async (broadcastId) => broadcasts.wake(broadcastId, { kind: 'time' }),
    // What is in time has its job already; what is overdue was lost on the way.
    onReconcile: async () => {
      await followers?.reconcile(abandonedBy(clock()), clock());
      await wakeAll();
    },
  });
  const broadcasts = createBroadcasts({
    finds,
    repositories,
    matchLeads: commands.matchLeads,
    catalogue: commands.catalogue,
    readStream,
    wakeAt: scheduler.scheduleBroadcast,
    hasRoom,
    clock,
    park,
    log,
  });
  stops.add(broadcasts.stop);
  const imports = createImports({
    ...commands,
    files: importFiles,
    seenSourceEventIds,
    readStream,
    hasRoom,
    clock,
    park,
    log,
  });
  stops.add(imports.stop);
  const reports = createReports({
    ...commands,
    store: await createReportStore(db),
    connection,
    defaultRegion,
    hash,
    runIdOf,
    findLeads,
    readStream,
    hasRoom,
    newId,
    clock,
    log,
  });
  stops.add(reports.stop);

  return {
    wakeQueue,
    schedule: scheduler.schedule,
    broadcasts,
    imports,
    reports,
    start: async (given, interrupted) => {
      followers = given;
      await given.reconcile(interrupted);
      await wakeAll();
      for (const queue of [broadcasts, imports, reports, given.sweeps]) queue.start();
      await scheduler.start();
      stops.add(scheduler.stop);
    },
  };
};
