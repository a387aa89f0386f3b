import { randomUUID } from 'node:crypto';
import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import type { Db } from 'mongodb';
import { type Schedule, type WakeUp, wakeIdOf } from '../commands/reactions/schedule-steps.js';
import { BroadcastId, LeadId } from '../domain/codecs/ids.js';
import type { Instant } from '../domain/codecs/time.js';
import type { Log } from './log.js';

export interface SchedulerPorts {
  readonly db: Db;
  readonly log: Log;
  /** Called at a job's time; the job is over when it is. */
  readonly onDue: (leadId: LeadId) => Promise<void>;
  readonly onBroadcastDue: (broadcastId: BroadcastId) => Promise<void>;
  /** Called every so often while the scheduler runs. */
  readonly onReconcile: () => Promise<void>;
}

export interface Scheduler {
  readonly schedule: Schedule;
  readonly scheduleBroadcast: (broadcastId: BroadcastId, dueAt: Instant) => Promise<void>;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface JobData {
  /** One a step, one a lead and flow that waits, and one a broadcast: what is put off moves its job. */
  readonly wakeId: string;
  readonly dueAt: string;
}

interface LeadJobData extends JobData {
  readonly leadId: string;
}

interface BroadcastJobData extends JobData {
  readonly broadcastId: string;
}

/** A job as Agenda keeps it, as far as we look. */
interface Job {
  readonly name: string;
  readonly data: JobData;
  readonly nextRunAt: Date | null;
  readonly lockedAt: Date | null;
  readonly lastModifiedBy: string | null;
}

const collection = 'agendaJobs';
const leadJob = 'wake-lead';
const broadcastJob = 'wake-broadcast';
const reconcileJob = 'reconcile';

const toData = (wakeUp: WakeUp): LeadJobData => ({
  wakeId: wakeIdOf(wakeUp),
  leadId: wakeUp.leadId,
  dueAt: wakeUp.dueAt,
});

/** Agenda as the clock: its jobs wake leads and broadcasts, the log says what there is to do then. */
export const createScheduler = async ({
  db,
  log,
  onDue,
  onBroadcastDue,
  onReconcile,
}: SchedulerPorts): Promise<Scheduler> => {
  const name = randomUUID();
  const jobs = db.collection<Job>(collection);
  const agenda = new Agenda({
    name,
    backend: new MongoBackend({ mongo: db, collection }),
    processEvery: 1000,
    maxConcurrency: 100,
    defaultConcurrency: 50,
    defaultLockLimit: 200,
    defaultLockLifetime: 10 * 60 * 1000,
  });
  let stopping = false;
  // Its last look for jobs may still be under way when the connection is closed.
  agenda.on('error', (error) => {
    if (!stopping) log.error({ err: error }, 'the scheduler met an error');
  });
  agenda.on('fail', (error, { attrs: { name: job, data } }) =>
    log.error({ err: error, job, data }, 'a job failed'),
  );
  const define = <Data extends JobData>(name: string, wake: (data: Data) => Promise<void>): void =>
    agenda.define<Data>(name, async ({ attrs: { data } }) => {
      try {
        await wake(data);
      } finally {
        // Agenda would remove it after what its drain waits for. What has failed is found again by the reconciling.
        await jobs.deleteOne({ name, 'data.wakeId': data.wakeId, nextRunAt: null });
      }
    });
  define<LeadJobData>(leadJob, async ({ leadId }) => {
    if (LeadId.is(leadId)) await onDue(leadId);
  });
  define<BroadcastJobData>(broadcastJob, async ({ broadcastId }) => {
    if (BroadcastId.is(broadcastId)) await onBroadcastDue(broadcastId);
  });
  agenda.define(reconcileJob, onReconcile, { concurrency: 1, lockLimit: 1 });
  await agenda.ready;
  await jobs.createIndex({ 'data.wakeId': 1 });
  // Agenda's own index lists the jobs of a name that have no next run before those that are due.
  await jobs.createIndex({ name: 1, lockedAt: 1, nextRunAt: 1, priority: -1 });

  const present = async (job: string, data: readonly JobData[]): Promise<ReadonlySet<string>> => {
    const ids = data.map(({ wakeId }) => wakeId);
    const found = await jobs.find({ name: job, 'data.wakeId': { $in: ids } }).toArray();
    return new Set(found.map(({ data: { wakeId, dueAt } }) => `${wakeId} ${dueAt}`));
  };

  const save = async <Data extends JobData>(job: string, data: Data): Promise<void> => {
    // A job that runs is removed when it is over, and a change of it would be too.
    const waiting = { 'data.wakeId': data.wakeId, lockedAt: null };
    await agenda.create<Data>(job, data).unique(waiting).schedule(new Date(data.dueAt)).save();
  };

  const saveAll = async <Data extends JobData>(job: string, data: readonly Data[]): Promise<void> => {
    const known = await present(job, data);
    const news = data.filter(({ wakeId, dueAt }) => !known.has(`${wakeId} ${dueAt}`));
    await Promise.all(news.map((one) => save(job, one)));
  };

  /** What was taken for the next second, for whoever goes on. */
  const giveBack = () =>
    jobs.updateMany(
      {
        name: { $in: [leadJob, broadcastJob] },
        lockedAt: { $ne: null },
        nextRunAt: { $ne: null },
        lastModifiedBy: name,
      },
      { $set: { lockedAt: null } },
    );

  return {
    schedule: (wakeUps) => saveAll(leadJob, wakeUps.map(toData)),
    scheduleBroadcast: (broadcastId, dueAt) =>
      saveAll(broadcastJob, [{ wakeId: `broadcast.${broadcastId}`, broadcastId, dueAt }]),
    start: async () => {
      await agenda.every('1 minute', reconcileJob, undefined, { skipImmediate: true });
      await agenda.start();
    },
    stop: async () => {
      stopping = true;
      await agenda.drain({ timeout: 10_000 });
      await giveBack().catch((error: unknown) => log.warn({ err: error }, 'jobs could not be given back'));
    },
  };
};
