import { beforeEach, describe, expect, it } from 'vitest';
import type { Append, EventToAppend } from '../../commands/event-log.js';
import type { LeadId } from '../../domain/codecs/ids.js';
import { recentBroadcastCount } from '../../domain/run/state.js';
import { note } from '../support/steps.js';
import { createVirtualLeadline, type VirtualLeadline } from '../support/virtual-leadline.js';
import { startProcess } from '../support/virtual-process.js';
import { broadcastsOf, idOf, spring } from './broadcast-world.js';

let leadline: VirtualLeadline;
let world: ReturnType<typeof broadcastsOf>;
const begin = (): void => {
  leadline = createVirtualLeadline();
  world = broadcastsOf(leadline);
};
beforeEach(begin);

type Dies = (count: number, events: readonly EventToAppend[]) => 'before' | 'after' | undefined;

/** A log to which a process appends until it dies: just before an append, or just after it. */
const untilDeath = (dies: Dies): Append => {
  let count = 0;
  let isDead = false;
  return async (stream, expected, events) => {
    const death = dies(count, events);
    count += 1;
    if (death === 'before') isDead = true;
    if (isDead) throw new Error('the process died here');
    const appended = await leadline.log.append(stream, expected, events);
    if (death !== 'after') return appended;
    isDead = true;
    throw new Error('the process died here');
  };
};

const throttle = { max: 2, per: 'PT1M' } as const;
const size = 5;
/** Unlike a tag, a note that is made twice is there twice. */
const plan = { action: note('Hello'), throttle };

/** What a process does from its start on: what is asked for, and what it finds to be done. */
const live = async (): Promise<void> => {
  await world.create(plan);
  await leadline.models.project(leadline.log.all());
  await leadline.process().reconcile(leadline.clock.now());
  await leadline.process().wakeBroadcasts();
  await leadline.advance('PT10M');
};

const liveAndDie = async (dies: Dies): Promise<'died' | 'lived'> => {
  leadline.restart({ append: untilDeath(dies) });
  const end = await live().then(
    () => 'lived' as const,
    () => 'died' as const,
  );
  // The scheduler forgets, too: the log is the truth.
  leadline.world.jobs.clear();
  leadline.world.broadcastJobs.clear();
  leadline.restart();
  return end;
};

const mostWithinAMinute = (): number => {
  const times = world.ofType('ActionRequested').map(({ metadata }) => Date.parse(metadata.occurredAt));
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 60_000).length));
};

const expectEachOnce = async (leads: readonly LeadId[]): Promise<void> => {
  const doc = await world.doc();
  expect(doc).toMatchObject({ status: 'completed', total: leads.length, done: leads.length });
  expect(doc.outcomes).toEqual([{ outcome: 'succeeded', count: leads.length }]);
  expect([...world.asked()].sort()).toEqual(leads);
  const notes = world.ofType('NoteMade').map(({ stream }) => stream.slice('lead-'.length));
  expect(notes.sort()).toEqual(leads);
  expect(world.told().filter((type) => type === 'BroadcastStarted')).toHaveLength(1);
  expect(mostWithinAMinute()).toBeLessThanOrEqual(throttle.max);
};

describe('a process that dies', { timeout: 120_000 }, () => {
  it.each(['before', 'after'] as const)(
    '%s any of its appends, loses nothing and does nothing twice',
    async (moment) => {
      let end: 'died' | 'lived' = 'died';
      let deaths = 0;
      for (let last = 0; end === 'died'; last += 1) {
        begin();
        const leads = await world.leads(size);
        end = await liveAndDie((count) => (count === last ? moment : undefined));
        await live();
        await expectEachOnce(leads);
        if (end === 'died') deaths += 1;
      }
      // The request of each lead, its outcome, and the story of the broadcast itself.
      expect(deaths).toBe(size * 2 + 8);
    },
  );

  it('again and again, after a few appends each time, comes to the end all the same', async () => {
    for (const few of [1, 3]) {
      begin();
      const leads = await world.leads(size);
      let lives = 0;
      while ((await liveAndDie((count) => (count === few ? 'after' : undefined))) === 'died') lives += 1;
      expect(lives).toBeGreaterThan(3);
      expect(lives).toBeLessThan(100);
      await expectEachOnce(leads);
    }
  });

  it('after the leads were asked and before that is written down, asks nobody again, also when their runs are over', async () => {
    const leads = await world.leads(size);
    await liveAndDie((_, events) =>
      events.some(({ event }) => event.type === 'BroadcastPartRequested') ? 'before' : undefined,
    );
    await leadline.quiet();
    expect(world.asked()).toHaveLength(throttle.max);
    expect(world.ofType('FlowFinished')).toHaveLength(throttle.max);
    expect(world.ofType('BroadcastPartRequested')).toHaveLength(0);
    await live();
    await expectEachOnce(leads);
  });

  it('and is woken long after, when the leads have forgotten, still asks nobody again', async () => {
    const leads = await world.leads(size);
    await liveAndDie((_, events) =>
      events.some(({ event }) => event.type === 'BroadcastPartRequested') ? 'before' : undefined,
    );
    await world.pause();
    await leadline.quiet();
    for (let no = 0; no <= recentBroadcastCount; no += 1) await world.create({}, idOf(`other-${no}`));
    await leadline.quiet();
    const { state } = await leadline.commands().repositories.leads.load(leads[0] ?? '');
    expect(state.runs.recentBroadcasts).not.toContain(spring);
    await world.resume();
    await leadline.advance('PT10M');
    const notes = world.ofType('NoteMade').map(({ stream }) => stream.slice('lead-'.length));
    expect(notes.sort()).toEqual(leads);
    expect(await world.doc()).toMatchObject({ status: 'completed', requested: size, done: size });
  });

  it('while its members are being written down goes on after the last of them', async () => {
    const leads = await world.leads(1050);
    const dies: Dies = (_, events) =>
      events.some(({ event }) => event.type === 'BroadcastMembersFixed') ? 'after' : undefined;
    leadline.restart({ append: untilDeath(dies) });
    await world.create({});
    await expect(leadline.quiet()).rejects.toThrow('the process died here');
    leadline.restart();
    await leadline.process().wakeBroadcasts();
    await leadline.quiet();
    const fixed = world.ofType('BroadcastMembersFixed').map(({ data }) => data);
    expect(fixed.map(({ part, members }) => [part, members.length])).toEqual([
      [0, 1000],
      [1, 50],
    ]);
    expect(fixed.flatMap(({ members }) => members)).toEqual(leads);
    expect(await world.doc()).toMatchObject({ status: 'completed', done: 1050 });
  });

  it('while it cancels leaves the rest to the next', async () => {
    await world.leads(size);
    await world.create({ action: { type: 'webhook', url: 'https://receiver.example/hook' } });
    const process = leadline.process();
    // All are asked, and none has run.
    for (let no = 0; no < 4; no += 1) {
      await leadline.models.project(leadline.log.all());
      await process.react(leadline.log.all());
      await process.moveBroadcasts();
    }
    expect(world.asked()).toHaveLength(size);
    leadline.restart({
      append: untilDeath((_, events) =>
        events.some(({ event }) => event.type === 'StepCancelled') &&
        world.ofType('StepCancelled').length === 2
          ? 'before'
          : undefined,
      ),
    });
    await world.cancel();
    await leadline.models.project(leadline.log.all());
    await leadline.process().wakeBroadcasts();
    await expect(leadline.process().moveBroadcasts()).rejects.toThrow('the process died here');
    leadline.restart();
    await leadline.models.project(leadline.log.all());
    expect(await leadline.models.broadcasts.one(spring)).toMatchObject({
      status: 'cancelled',
      isUnsettled: true,
    });
    await leadline.process().wakeBroadcasts();
    await leadline.process().moveBroadcasts();
    await leadline.quiet();
    expect(await world.doc()).toMatchObject({ isUnsettled: false, done: size });
    expect(world.ofType('StepCancelled')).toHaveLength(size);
    expect(leadline.gateways.webhooks).toHaveLength(0);
  });
});

describe('two processes with one log', () => {
  it('ask each lead once', async () => {
    const leads = await world.leads(250);
    await world.create({ action: note('Hello') });
    const processes = [1, 2].map(() => startProcess(leadline.world));
    for (let round = 0; round < 12; round += 1) {
      await leadline.models.project(leadline.log.all());
      for (const process of processes) process.wakeBroadcast(spring, { kind: 'time' });
      await Promise.all(processes.map((process) => process.moveBroadcasts()));
    }
    // A third one takes over.
    leadline.restart();
    await leadline.process().reconcile(leadline.clock.now());
    await leadline.process().wakeBroadcasts();
    expect(await world.doc()).toMatchObject({ status: 'completed', total: 250, done: 250 });
    expect([...world.asked()].sort()).toEqual(leads);
    expect(world.ofType('NoteMade')).toHaveLength(250);
    expect(world.ofType('BroadcastMembersFixed').flatMap(({ data }) => data.members)).toEqual(leads);
  });
});

describe('a member that cannot be asked', () => {
  it('is left out with the reason, and the others go on', async () => {
    const parked: unknown[] = [];
    leadline.restart({ park: (error) => parked.push(error) });
    const leads = await world.leads(3);
    const gone = leadline.world.ids.newLeadId();
    const members = [...leads, gone].sort();
    await world.create({ action: note('Hello'), at: '2026-03-02T09:00:00Z' });
    await leadline.quiet();
    leadline.clock.advance('PT1H');
    const commands = [
      { type: 'StartBroadcast' },
      { type: 'FixMembers', members },
      { type: 'CompleteMembership' },
    ] as const;
    await leadline.commands().repositories.broadcasts.execute(
      spring,
      commands.map((command) => ({ command, cause: leadline.cause() })),
    );
    expect(await world.doc()).toMatchObject({
      status: 'completed',
      total: 4,
      requested: 3,
      done: 4,
      outcomes: [
        { outcome: 'left-out', code: 'unknown-lead', count: 1 },
        { outcome: 'succeeded', count: 3 },
      ],
      leftOut: [{ leadId: gone, reason: { code: 'unknown-lead' } }],
    });
    expect(parked).toHaveLength(1);
  });
});
