import type { Db } from 'mongodb';
import { afterAll, describe, expect, it } from 'vitest';
import type { WakeUp } from '../../commands/reactions/schedule-steps.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { BroadcastId, LeadId } from '../../domain/codecs/ids.js';
import { createLog } from '../../runtime/log.js';
import { createScheduler, type Scheduler } from '../../runtime/scheduler.js';
import { leadId, otherLeadId, otherRunId, runId } from '../domain/samples.js';
import { eventually } from '../support/eventually.js';
import { uuidAt } from '../support/recorded.js';
import { instant } from '../support/virtual-clock.js';
import { useMongodb } from './use-mongodb.js';

const freshDb = useMongodb();

/** As they are in the database. */
const wakeJobs = (db: Db) =>
  db
    .collection('agendaJobs')
    .find({ name: { $in: ['wake-lead', 'wake-broadcast'] } })
    .toArray();

const inMs = (milliseconds: number) => instant(new Date(Date.now() + milliseconds).toISOString());
const step = (milliseconds: number, changes: Partial<WakeUp> = {}): WakeUp => ({
  leadId,
  runId,
  stepNo: 1,
  dueAt: inMs(milliseconds),
  ...changes,
});

const running: Scheduler[] = [];

/** A database of its own, and schedulers on it that note whom they wake. */
const createWorld = () => {
  const db = freshDb();
  const lines: string[] = [];
  const woken: { readonly lead: LeadId; readonly at: number }[] = [];
  const wokenBroadcasts: { readonly broadcast: BroadcastId; readonly at: number }[] = [];
  let onDue: (lead: LeadId) => Promise<void> = async () => undefined;

  const create = async (): Promise<Scheduler> => {
    const scheduler = await createScheduler({
      db,
      log: createLog('warn', { write: (line) => lines.push(line) }),
      onDue: async (lead) => {
        woken.push({ lead, at: Date.now() });
        await onDue(lead);
      },
      onBroadcastDue: async (broadcast) => {
        wokenBroadcasts.push({ broadcast, at: Date.now() });
      },
      onReconcile: async () => undefined,
    });
    running.push(scheduler);
    return scheduler;
  };
  const start = async (): Promise<Scheduler> => {
    const scheduler = await create();
    await scheduler.start();
    return scheduler;
  };
  const jobs = () => wakeJobs(db);
  return {
    lines,
    woken,
    wokenBroadcasts,
    create,
    start,
    jobs,
    wokenLeads: () => woken.map(({ lead }) => lead).sort(),
    whenDue: (next: typeof onDue): void => {
      onDue = next;
    },
    jobsDone: () => eventually(async () => ((await jobs()).length === 0 ? true : undefined), 8000),
  };
};

/** They wait for the clock, so they wait together. */
describe.concurrent('the scheduler', () => {
  afterAll(async () => {
    await Promise.all(running.map((scheduler) => scheduler.stop()));
  });

  it('wakes a lead at its time, not before and once, and keeps no job of it', async () => {
    const { woken, start, wokenLeads, jobsDone } = createWorld();
    const scheduler = await start();
    const wakeUp = step(1200);
    await scheduler.schedule([wakeUp]);
    await jobsDone();
    expect(wokenLeads()).toEqual([leadId]);
    const late = (woken[0]?.at ?? 0) - Date.parse(wakeUp.dueAt);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(2500);
  });

  it('wakes at once whoever is overdue, and each in a crowd', async () => {
    const { create, wokenLeads, jobsDone } = createWorld();
    const leads = Array.from({ length: 60 }, (_, no) => decodeOrThrow(LeadId, uuidAt(no + 1, 'd')));
    const wakeUps = leads.map((lead, no) => step(-60_000, { leadId: lead, stepNo: no }));
    const scheduler = await create();
    await scheduler.schedule(wakeUps);
    await scheduler.start();
    await jobsDone();
    expect(wokenLeads()).toEqual(leads);
  });

  it('has one job a step: the same wake-up again adds none', async () => {
    const { create, jobs } = createWorld();
    const scheduler = await create();
    const wakeUp = step(60_000);
    await scheduler.schedule([wakeUp]);
    await scheduler.schedule([wakeUp]);
    await scheduler.schedule([wakeUp, step(60_000, { stepNo: 2 }), step(60_000, { runId: otherRunId })]);
    expect(await jobs()).toHaveLength(3);
  });

  it('moves the job of a step that is put off, also to an earlier time', async () => {
    const { create, jobs } = createWorld();
    const scheduler = await create();
    const [first, later, earlier] = [step(60_000), step(120_000), step(30_000)];
    for (const wakeUp of [first, later, earlier]) {
      await scheduler.schedule([wakeUp]);
      expect((await jobs()).map(({ nextRunAt }) => nextRunAt)).toEqual([new Date(wakeUp.dueAt)]);
    }
  });

  it('wakes at its new time a step that is put off while its lead is being run', async () => {
    const { woken, start, whenDue, jobsDone } = createWorld();
    const scheduler = await start();
    const putOff = step(1800);
    whenDue(async () => {
      whenDue(async () => undefined);
      await scheduler.schedule([putOff]);
    });
    await scheduler.schedule([step(0)]);
    await eventually(async () => woken[1]);
    expect(woken[1]?.at).toBeGreaterThanOrEqual(Date.parse(putOff.dueAt));
    await jobsDone();
    expect(woken).toHaveLength(2);
  });

  it('wakes a broadcast at its time, from one job that moves with it', async () => {
    const { wokenBroadcasts, woken, create, jobsDone } = createWorld();
    const broadcastId = decodeOrThrow(BroadcastId, 'spring');
    const scheduler = await create();
    const dueAt = inMs(1200);
    await scheduler.scheduleBroadcast(broadcastId, inMs(3_600_000));
    await scheduler.scheduleBroadcast(broadcastId, dueAt);
    await scheduler.scheduleBroadcast(broadcastId, dueAt);
    await scheduler.start();
    await eventually(async () => wokenBroadcasts[0]);
    expect(wokenBroadcasts.map(({ broadcast }) => broadcast)).toEqual([broadcastId]);
    expect(wokenBroadcasts[0]?.at).toBeGreaterThanOrEqual(Date.parse(dueAt));
    await jobsDone();
    expect(woken).toEqual([]);
  });

  it('says when running a lead has failed, keeps no job of it, and goes on with the others', async () => {
    const { lines, start, wokenLeads, whenDue, jobsDone } = createWorld();
    const scheduler = await start();
    whenDue(async (lead) => {
      if (lead === leadId) throw new Error('the log is away');
    });
    await scheduler.schedule([step(0), step(0, { leadId: otherLeadId, stepNo: 2 })]);
    await jobsDone();
    expect(wokenLeads()).toEqual([leadId, otherLeadId].sort());
    expect(lines.join()).toContain('the log is away');
    expect(lines.join()).toContain(leadId);
  });

  it('of three processes on one database one wakes, and each lead once', async () => {
    const { start, wokenLeads, jobsDone } = createWorld();
    const schedulers = await Promise.all([start(), start(), start()]);
    const leads = Array.from({ length: 60 }, (_, no) => decodeOrThrow(LeadId, uuidAt(no + 1, 'd')));
    const wakeUps = leads.map((lead, no) => step((no % 10) * 100, { leadId: lead, stepNo: no }));
    await Promise.all(
      schedulers.map(({ schedule }, no) => schedule(wakeUps.filter((_, at) => at % 3 === no))),
    );
    await jobsDone();
    expect(wokenLeads()).toEqual(leads);
  });

  it('stops when what it runs has ended', async () => {
    const { lines, woken, create, start, whenDue } = createWorld();
    const scheduler = await start();
    const said: string[] = [];
    let end: () => void = () => undefined;
    whenDue(async () => {
      await new Promise<void>((done) => {
        end = done;
      });
      said.push('ended');
    });
    await scheduler.schedule([step(0)]);
    await eventually(async () => woken[0]);
    const begun = Date.now();
    const stopping = scheduler.stop().then(() => said.push('stopped'));
    // More than a stop that does not wait would take.
    await create();
    end();
    await stopping;
    expect(said).toEqual(['ended', 'stopped']);
    expect(Date.now() - begun).toBeLessThan(5000);
    expect(lines).toEqual([]);
  });

  it('leaves to the next start what is not due yet, also what it had taken already for the next second', async () => {
    const { woken, start, jobs } = createWorld();
    const first = await start();
    await first.schedule([step(1500), step(3_600_000, { stepNo: 2 })]);
    await eventually(async () => (await jobs()).find(({ lockedAt }) => lockedAt !== null));
    await first.stop();
    expect(woken).toEqual([]);
    await start();
    await eventually(async () => woken[0]);
    const left = await eventually(async () => {
      const found = await jobs();
      return found.length === 1 ? found : undefined;
    });
    expect(left[0]?.['data']).toMatchObject({ wakeId: `${runId}.2` });
  });
});
