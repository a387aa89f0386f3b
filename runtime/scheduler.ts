import { randomUUID } from 'node:crypto';
import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import type { Db } from 'mongodb';
import type { Schedule, WakeUp } from '../commands/reactions/schedule-steps.js';
import { LeadId } from '../domain/codecs/ids.js';
import type { Log } from './log.js';

export interface SchedulerPorts {
  readonly db: Db;
  readonly log: Log;
  /** Called at a job's time; the job is over when it is. */
  readonly onDue: (leadId: LeadId) => Promise<void>;
  /** Called every so often while the scheduler runs. */
  readonly onReconcile: () => Promise<void>;
}

export interface Scheduler {
  readonly schedule: Schedule;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface JobData {
  /** One a step: a step that is put off moves its job. */
  readonly wakeId: string;
  readonly leadId: string;
  readonly runId: string;
  readonly stepNo: number;
  readonly dueAt: string;
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
const wakeJob = 'wake-lead';
const reconcileJob = 'reconcile';

const toData = ({ leadId, runId, stepNo, dueAt }: WakeUp): JobData => ({
  wakeId: `${runId}.${stepNo}`,
  leadId,
  runId,
  stepNo,
  dueAt,
});

/** Agenda as the clock: its jobs wake leads, the log says what there is to do then. */
export const createScheduler = async ({
  db,
  log,
  onDue,
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
  agenda.define<JobData>(wakeJob, async ({ attrs }) => {
    const { leadId, wakeId } = attrs.data;
    try {
      if (LeadId.is(leadId)) await onDue(leadId);
    } finally {
      // Agenda would remove it after what its drain waits for. What has failed is found again by the reconciling.
      await jobs.deleteOne({ name: wakeJob, 'data.wakeId': wakeId, nextRunAt: null });
    }
  });
  agenda.define(reconcileJob, onReconcile, { concurrency: 1, lockLimit: 1 });
  await agenda.ready;
  await jobs.createIndex({ 'data.wakeId': 1 });
  // Agenda's own index lists the jobs of a name that have no next run before those that are due.
  await jobs.createIndex({ name: 1, lockedAt: 1, nextRunAt: 1, priority: -1 });

  const present = async (data: readonly JobData[]): Promise<ReadonlySet<string>> => {
    const ids = data.map(({ wakeId }) => wakeId);
    const found = await jobs.find({ name: wakeJob, 'data.wakeId': { $in: ids } }).toArray();
    return new Set(found.map((job) => `${job.data.wakeId} ${job.data.dueAt}`));
  };

  const save = async (data: JobData): Promise<void> => {
    const job = agenda.create<JobData>(wakeJob, data);
    // A job that runs is removed when it is over, and a change of it would be too.
    const waiting = { 'data.wakeId': data.wakeId, lockedAt: null };
    await job.unique(waiting).schedule(new Date(data.dueAt)).save();
  };

  /** What was taken for the next second, for whoever goes on. */
  const giveBack = () =>
    jobs.updateMany(
      { name: wakeJob, lockedAt: { $ne: null }, nextRunAt: { $ne: null }, lastModifiedBy: name },
      { $set: { lockedAt: null } },
    );

  return {
    schedule: async (wakeUps) => {
      const data = wakeUps.map(toData);
      const known = await present(data);
      await Promise.all(data.filter(({ wakeId, dueAt }) => !known.has(`${wakeId} ${dueAt}`)).map(save));
    },
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
