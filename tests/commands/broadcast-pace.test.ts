import { beforeEach, describe, expect, it } from 'vitest';
import { refusal } from '../support/recording-gateways.js';
import { hook, immediately, note, onForm } from '../support/steps.js';
import { createVirtualLeadline, type VirtualLeadline } from '../support/virtual-leadline.js';
import { broadcastsOf } from './broadcast-world.js';

let leadline: VirtualLeadline;
let world: ReturnType<typeof broadcastsOf>;
beforeEach(() => {
  leadline = createVirtualLeadline();
  world = broadcastsOf(leadline);
});

const quiet = () => leadline.quiet();
const advance = (duration: string) => leadline.advance(duration);
describe('a large broadcast', () => {
  it('of 2,500 leads reaches each once, in small parts', async () => {
    const leads = await world.leads(2500);
    await world.create();
    expect(await world.doc()).toMatchObject({ status: 'completed', total: 2500, done: 2500 });
    expect(world.asked()).toEqual(leads);
    expect(world.ofType('TagAdded')).toHaveLength(2500);
    const fixed = world.ofType('BroadcastMembersFixed').map(({ data }) => data);
    expect(fixed.map(({ part, members }) => [part, members.length])).toEqual([
      [0, 1000],
      [1, 1000],
      [2, 500],
    ]);
    expect(fixed.flatMap(({ members }) => members)).toEqual(leads);
    const parts = world.ofType('BroadcastPartRequested').map(({ data }) => data);
    expect(parts).toHaveLength(25);
    expect(parts.every(({ count }) => count === 100)).toBe(true);
  });

  it('lets the steps of flows go between its parts', async () => {
    await leadline.flow('flow', {
      trigger: onForm('hurry'),
      steps: [{ action: note('Now'), when: immediately }],
    });
    await world.leads(1000);
    let reported = false;
    leadline.log.onAppended((events) => {
      if (reported || !events.some(({ type }) => type === 'BroadcastPartRequested')) return;
      reported = true;
      void leadline.report({
        type: 'form-submitted',
        lead: { email: 'new@example.com' },
        data: { formId: 'hurry', fields: {} },
      });
    });
    await world.create();
    await quiet();
    const order = leadline.log
      .all()
      .flatMap(({ type }) => (type === 'NoteMade' || type === 'BroadcastPartRequested' ? [type] : []));
    // A few parts later, while the form goes through the flow, and not after all of them.
    expect(order.indexOf('NoteMade')).toBeLessThanOrEqual(4);
    expect(order).toHaveLength(11);
  });

  it('keeps its next part for the run of the one before: a part is in the log before the next is begun', async () => {
    await world.leads(250);
    await world.create();
    await quiet();
    const order = leadline.log
      .all()
      .flatMap((event) =>
        event.type === 'ActionRequested' || event.type === 'BroadcastPartRequested' ? [event.type] : [],
      );
    expect(order.flatMap((type, index) => (type === 'BroadcastPartRequested' ? [index] : []))).toEqual([
      100, 201, 252,
    ]);
  });
});

describe('a throttle', () => {
  /** When each lead was asked, in milliseconds. */
  const times = () => world.ofType('ActionRequested').map(({ metadata }) => Date.parse(metadata.occurredAt));
  const mostWithin = (milliseconds: number): number =>
    Math.max(...times().map((from) => times().filter((at) => at >= from && at < from + milliseconds).length));

  it.each([
    [7, 'PT1M', 60_000, 30, 4],
    [1, 'PT10S', 10_000, 5, 4],
    [250, 'PT1H', 3_600_000, 700, 2],
  ])(
    'of %i in %s is never passed, and never slower than that',
    async (max, per, milliseconds, count, waits) => {
      const leads = await world.leads(count);
      await world.create({ throttle: { max, per } });
      const begin = Date.parse(leadline.clock.now());
      await advance('P1D');
      expect(world.asked()).toEqual(leads);
      expect(mostWithin(milliseconds)).toBeLessThanOrEqual(max);
      expect((times().at(-1) ?? 0) - begin).toBe(waits * milliseconds);
      expect(await world.doc()).toMatchObject({ status: 'completed', done: count });
    },
  );

  it('goes on counting over a pause', async () => {
    await world.leads(10);
    await world.create({ throttle: { max: 4, per: 'PT1H' } });
    await quiet();
    await advance('PT30M');
    await world.pause();
    await quiet();
    await world.resume();
    await quiet();
    expect(world.asked()).toHaveLength(4);
    await advance('PT30M');
    expect(world.asked()).toHaveLength(8);
  });

  it('goes on counting over a restart', async () => {
    await world.leads(10);
    await world.create({ throttle: { max: 4, per: 'PT1H' } });
    await quiet();
    leadline.restart();
    leadline.world.broadcastJobs.clear();
    await advance('PT59M');
    await leadline.process().wakeBroadcasts();
    await quiet();
    expect(world.asked()).toHaveLength(4);
    await advance('PT1M');
    expect(world.asked()).toHaveLength(8);
  });
});

describe('pausing', () => {
  it('stops before the next part, and resuming goes on there', async () => {
    const leads = await world.leads(5);
    await world.create({ throttle: { max: 2, per: 'PT1M' } });
    await quiet();
    await world.pause();
    await advance('PT1H');
    expect(world.asked()).toEqual(leads.slice(0, 2));
    expect(await world.doc()).toMatchObject({ status: 'running', isPaused: true, requested: 2 });
    await world.resume();
    await quiet();
    expect(world.asked()).toEqual(leads.slice(0, 4));
    await advance('PT1M');
    expect(await world.doc()).toMatchObject({ status: 'completed', isPaused: false, done: 5 });
  });

  it('while a part is being requested lets that part end', async () => {
    await world.leads(300);
    let paused: Promise<unknown> | undefined;
    leadline.log.onAppended(() => {
      if (paused === undefined && world.asked().length === 150) paused = world.pause();
    });
    await world.create();
    await quiet();
    await paused;
    expect(world.asked()).toHaveLength(200);
    expect(await world.state()).toMatchObject({ isPaused: true, requestedCount: 200 });
    await advance('PT1H');
    expect(world.asked()).toHaveLength(200);
    await world.resume();
    expect(await world.doc()).toMatchObject({ status: 'completed', done: 300 });
    expect(new Set(world.asked()).size).toBe(300);
  });

  it('before its time keeps it from starting, also when that is over', async () => {
    await world.leads(2);
    await world.create({ at: '2026-03-02T10:00:00Z' });
    await quiet();
    await world.pause();
    await advance('P1D');
    expect(world.told()).toEqual(['BroadcastCreated', 'BroadcastPaused']);
    await world.resume();
    await quiet();
    expect(await world.state()).toMatchObject({ status: 'completed', startedAt: '2026-03-03T08:00:00.000Z' });
  });

  it('again and again does not make it go faster', async () => {
    await world.leads(500);
    await world.create();
    // Many events at once that each could lead to a next move.
    for (const _ of [1, 2, 3, 4, 5]) {
      await world.pause();
      await world.resume();
    }
    const process = leadline.process();
    await leadline.models.project(leadline.log.all());
    await process.react(leadline.log.all());
    await process.moveBroadcasts();
    expect(world.told().filter((type) => type === 'BroadcastStarted')).toHaveLength(1);
    expect(await world.doc()).toMatchObject({ status: 'completed', done: 500 });
    expect(world.ofType('BroadcastPartRequested')).toHaveLength(5);
  });
});

describe('cancelling', () => {
  it('asks nobody else, and cancels the runs that have not started', async () => {
    const leads = await world.leads(5);
    leadline.gateways.answerNext(refusal('transient', 'busy'), 'delivered');
    await world.create({ action: hook, throttle: { max: 2, per: 'PT1M' } });
    await quiet();
    await world.cancel();
    expect(await world.doc()).toMatchObject({
      status: 'cancelled',
      requested: 2,
      done: 2,
      outcomes: [
        { outcome: 'succeeded', count: 1 },
        { outcome: 'cancelled', code: 'broadcast-cancelled', count: 1 },
      ],
      isUnsettled: false,
    });
    await advance('P2D');
    expect(world.asked()).toEqual(leads.slice(0, 2));
    expect(leadline.gateways.webhooks).toHaveLength(2);
  });

  it('lets a try that is under way have the last word', async () => {
    await world.leads(1);
    let cancelled: Promise<unknown> | undefined;
    leadline.gateways.whenSent(async () => {
      cancelled ??= world.cancel();
      await cancelled;
    });
    await world.create({ action: hook });
    await quiet();
    expect(await world.doc()).toMatchObject({
      status: 'cancelled',
      outcomes: [{ outcome: 'succeeded', count: 1 }],
    });
  });

  it('while a part is being requested leaves none of its runs behind', async () => {
    await world.leads(300);
    let cancelled: Promise<unknown> | undefined;
    leadline.log.onAppended(() => {
      if (cancelled === undefined && world.asked().length === 150) cancelled = world.cancel();
    });
    await world.create();
    const doc = await world.doc();
    await cancelled;
    expect(doc).toMatchObject({ status: 'cancelled', requested: 200, done: 200, isUnsettled: false });
  });

  it('before its time, it never starts', async () => {
    await world.leads(1);
    await world.create({ at: '2026-03-02T10:00:00Z' });
    await quiet();
    await world.cancel();
    await advance('P1D');
    expect(world.told()).toEqual(['BroadcastCreated', 'BroadcastCancelled']);
    expect(await world.doc()).toMatchObject({ status: 'cancelled', isUnsettled: false });
  });

  it('one run by hand is one of its outcomes', async () => {
    const [lead] = await world.leads(1);
    leadline.gateways.answerNext(refusal('transient', 'busy'));
    await world.create({ action: hook });
    expect(await world.doc()).toMatchObject({ status: 'running', done: 0 });
    if (lead === undefined) throw new Error('no lead');
    const { runId } = await leadline.runOf(lead);
    await leadline.commands().cancelRun(lead, runId, leadline.cause());
    expect(await world.doc()).toMatchObject({
      status: 'completed',
      outcomes: [{ outcome: 'cancelled', code: 'cancelled-by-hand', count: 1 }],
    });
  });
});

describe('a broadcast whose last runs take their time', () => {
  it('is completed when the last of them has its outcome', async () => {
    await world.leads(3);
    leadline.gateways.answerNext('delivered', refusal('transient', 'busy'));
    await world.create({ action: hook });
    expect(await world.doc()).toMatchObject({ status: 'running', requested: 3, done: 2 });
    await advance('PT1M');
    expect(await world.doc()).toMatchObject({ status: 'completed', done: 3 });
    expect(leadline.gateways.webhooks).toHaveLength(4);
  });
});
