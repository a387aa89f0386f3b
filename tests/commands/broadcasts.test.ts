import { beforeEach, describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { type LeadId, ListId, SegmentId } from '../../domain/codecs/ids.js';
import { Name } from '../../domain/codecs/values.js';
import { SavedSegment } from '../../domain/segment/saved-segment.js';
import { refusal } from '../support/recording-gateways.js';
import { hasTag, immediately, mail, note, onDate } from '../support/steps.js';
import { later } from '../support/virtual-clock.js';
import { createVirtualLeadline, startOfTime, type VirtualLeadline } from '../support/virtual-leadline.js';
import { broadcastsOf, idOf, spring, tagSpring } from './broadcast-world.js';

let leadline: VirtualLeadline;
let world: ReturnType<typeof broadcastsOf>;
beforeEach(() => {
  leadline = createVirtualLeadline();
  world = broadcastsOf(leadline);
});

const quiet = () => leadline.quiet();
const advance = (duration: string) => leadline.advance(duration);
const ask = async (lead: LeadId, action: object): Promise<void> => {
  await leadline.commands().requestAction(lead, action, leadline.cause());
  await quiet();
};

describe('a broadcast', () => {
  it('runs its action once on everyone who matches, and on nobody else', async () => {
    const ann = await world.leads(3, { country: 'DE' });
    await world.leads(2, { country: 'FR' });
    const conditions = { type: 'attribute', attribute: 'country', op: 'equals', value: 'DE' };
    await world.create({ segment: { conditions } });
    expect(await world.doc()).toMatchObject({
      status: 'completed',
      total: 3,
      requested: 3,
      done: 3,
      outcomes: [{ outcome: 'succeeded', count: 3 }],
      isUnsettled: false,
    });
    expect(world.asked()).toEqual(ann);
    expect(world.ofType('TagAdded').map(({ stream }) => stream.slice(5))).toEqual(ann);
    expect(world.told()).toEqual([
      'BroadcastCreated',
      'BroadcastStarted',
      'BroadcastMembersFixed',
      'BroadcastMembershipComplete',
      'BroadcastPartRequested',
      'BroadcastCompleted',
    ]);
  });

  it('says in every event that follows who caused it, and what it goes back to', async () => {
    await world.leads(1);
    const { events } = await world.create();
    await quiet();
    const created = events.flat()[0];
    const caused = leadline.log
      .all()
      .filter(({ metadata }) => metadata.correlationId === created?.metadata.correlationId);
    expect(caused.map(({ type }) => type)).toContain('TagAdded');
    expect(caused.map(({ type }) => type)).toContain('FlowFinished');
    for (const { type, metadata } of caused.slice(1))
      expect(metadata.actor, type).toEqual({ kind: 'flow', id: 'broadcast:spring' });
  });

  it('of a list reaches who is on it, and with conditions who meets them too', async () => {
    const leads = await world.leads(6);
    const listId = decodeOrThrow(ListId, 'news');
    const content = { name: decodeOrThrow(Name, 'News') };
    await leadline.commands().manageLists.create(listId, content, leadline.cause());
    const command = { type: 'AddToList', listId } as const;
    for (const lead of leads.slice(0, 4))
      await leadline.commands().repositories.leads.execute(lead, [{ command, cause: leadline.cause() }]);
    for (const lead of leads.slice(2, 6)) await ask(lead, { type: 'add-tag', tag: 'vip' });
    await world.create({ segment: { listId } });
    await world.create({ segment: { listId, conditions: hasTag('vip') } }, idOf('both'));
    await quiet();
    expect(world.asked()).toEqual(leads.slice(0, 4));
    expect(world.asked(idOf('both'))).toEqual(leads.slice(2, 4));
  });

  it('of nobody is completed at once', async () => {
    await world.create();
    expect(await world.doc()).toMatchObject({ status: 'completed', total: 0, done: 0 });
  });

  it('fills in texts with the lead, and with its own name', async () => {
    await world.leads(1, { firstName: 'Ann' });
    await world.create({ action: note('{{ contact.firstName }} has {{ flow.name }}') });
    await quiet();
    expect(world.ofType('NoteMade').map(({ data }) => data.text)).toEqual(['Ann has Spring']);
  });

  it('counts why leads were skipped and why it failed on others', async () => {
    const leads = await world.leads(4);
    await leadline
      .commands()
      .manageLeads.changeAttributes(
        leads[0] ?? leadline.world.ids.newLeadId(),
        { attributes: { email: null } },
        leadline.cause(),
      );
    await quiet();
    leadline.gateways.answerNext(
      'delivered',
      refusal('permanent', 'mailbox-full'),
      refusal('unknown', 'cut'),
    );
    await world.create({ action: mail('Hi') });
    const { outcomes, status } = await world.doc();
    expect(status).toBe('completed');
    expect([...outcomes].sort((a, b) => (a.outcome < b.outcome ? -1 : 1))).toEqual([
      { outcome: 'failed', code: 'mailbox-full', count: 1 },
      { outcome: 'outcome-unknown', code: 'cut', count: 1 },
      { outcome: 'skipped', code: 'no-email-address', count: 1 },
      { outcome: 'succeeded', count: 1 },
    ]);
  });

  it('starts flows as anything else does', async () => {
    await leadline.flow('welcome', {
      trigger: { type: 'tag-added', tag: 'spring' },
      steps: [{ action: note('Welcome'), when: immediately }],
    });
    const leads = await world.leads(2);
    await world.create();
    await quiet();
    expect(world.ofType('NoteMade').map(({ stream }) => stream.slice(5))).toEqual(leads);
  });
});

describe('the members of a broadcast', () => {
  it('are those of the start, whatever becomes of them', async () => {
    const leads = await world.leads(4);
    for (const lead of leads.slice(0, 2)) await ask(lead, { type: 'add-tag', tag: 'vip' });
    await world.create({
      segment: { conditions: hasTag('vip') },
      throttle: { max: 1, per: 'PT1H' },
    });
    await quiet();
    const [first, second, third] = leads;
    if (first === undefined || second === undefined || third === undefined) throw new Error('no leads');
    expect(world.asked()).toEqual([first]);
    await ask(second, { type: 'remove-tag', tag: 'vip' });
    await ask(third, { type: 'add-tag', tag: 'vip' });
    await world.leads(1);
    await advance('PT2H');
    expect(world.asked()).toEqual([first, second]);
    expect(await world.doc()).toMatchObject({ status: 'completed', total: 2 });
  });

  it('are found at its time, on what is known then', async () => {
    const leads = await world.leads(2);
    await world.create({
      at: '2026-03-02T18:00',
      timeZone: 'Europe/Berlin',
      segment: { conditions: hasTag('vip') },
    });
    await quiet();
    expect(world.told()).toEqual(['BroadcastCreated']);
    for (const lead of leads.slice(1)) await ask(lead, { type: 'add-tag', tag: 'vip' });
    await leadline.advanceTo(later(startOfTime, 'PT8H59M'));
    expect(world.told()).toEqual(['BroadcastCreated']);
    await advance('PT1M');
    expect(world.asked()).toEqual(leads.slice(1));
    expect(await world.state()).toMatchObject({ startedAt: '2026-03-02T17:00:00.000Z' });
  });

  it('do not wait for a time to come: conditions on it hold at the start or not', async () => {
    await world.leads(2);
    await world.create({ segment: { conditions: onDate('2026-03-03') } });
    await world.create({ segment: { conditions: onDate('2026-03-02') } }, idOf('today'));
    await advance('P3D');
    expect(await world.doc()).toMatchObject({ status: 'completed', total: 0 });
    expect(await world.doc(idOf('today'))).toMatchObject({ status: 'completed', total: 2 });
  });

  it('are none who registered after the start, however long they take to be written down', async () => {
    await world.leads(3);
    await world.create();
    const process = leadline.process();
    // The start, and then a lead more before anybody was looked for.
    await leadline.models.project(leadline.log.all());
    process.wakeBroadcast(spring, { kind: 'time' });
    await process.moveBroadcasts();
    expect(world.told().at(-1)).toBe('BroadcastStarted');
    leadline.clock.advance('PT1S');
    await world.leads(1);
    expect(await world.doc()).toMatchObject({ total: 3, status: 'completed' });
  });
});

describe('creating', () => {
  it('refuses at once everything that is wrong, and leaves nothing in the log', async () => {
    const before = leadline.log.all().length;
    const refused = (plan: object) =>
      world.create(plan).then(
        () => 'accepted',
        (error: { readonly kind: string; readonly faults: readonly { readonly path: string }[] }) => [
          error.kind,
          ...error.faults.map(({ path }) => path),
        ],
      );
    expect(
      await refused({
        action: { type: 'add-tag' },
        segment: { conditions: { all: [{ type: 'has-tag' }] } },
        throttle: { max: 1, per: 'PT0S' },
      }),
    ).toEqual(['invalid', 'action.tag', 'segment.conditions.all[0].tag', 'throttle.per']);
    expect(await refused({ segment: {} })).toEqual(['invalid', 'segment']);
    expect(await refused({ segment: { everyone: true, listId: 'news' } })).toEqual([
      'invalid',
      'segment.everyone',
    ]);
    expect(await refused({ segment: { everyone: false } })).toEqual(['invalid', 'segment.everyone']);
    expect(await refused({ at: '2026-03-02T08:00:00Z' })).toEqual(['invalid', 'at']);
    expect(await refused({ segment: { conditions: { type: 'not-chosen' } } })).toEqual([
      'invalid',
      'segment.conditions.type',
    ]);
    expect(
      await refused({
        action: { type: 'add-product', productId: 'X' },
        segment: { listId: 'news', conditions: { type: 'has-product', productId: 'Y' } },
      }),
    ).toEqual(['unusable', 'action.productId', 'segment.conditions.productId', 'segment.listId']);
    expect(leadline.log.all()).toHaveLength(before);
  });

  it('twice is once', async () => {
    await world.leads(2);
    await world.create();
    await world.create();
    await quiet();
    await world.create();
    await quiet();
    expect(world.asked()).toHaveLength(2);
    await expect(world.create({ action: { ...tagSpring, tag: 'summer' } })).rejects.toMatchObject({
      kind: 'conflict',
    });
  });
});

describe('a saved segment', () => {
  const cause = () => leadline.cause();
  const vips = decodeOrThrow(SegmentId, 'vips');
  const from = (country: string) =>
    decodeOrThrow(SavedSegment, {
      name: country,
      conditions: { type: 'attribute', attribute: 'country', op: 'equals', value: country },
    });

  it('is taken as it is when the broadcast starts; what is revised later changes nothing', async () => {
    await world.leads(3, { country: 'FR' });
    const german = await world.leads(5, { country: 'DE' });
    const { manageSegments } = leadline.commands();
    await manageSegments.create(vips, from('FR'), cause());
    await world.create({ segment: { segmentId: 'vips' }, at: later(startOfTime, 'P1D') });
    await manageSegments.revise(vips, from('DE'), cause());
    await advance('P1D');
    await manageSegments.revise(vips, from('FR'), cause());
    await quiet();
    expect((await world.state()).resolved).toEqual({
      version: 2,
      segment: { conditions: from('DE').conditions },
    });
    expect([...world.asked()].sort()).toEqual(german);
  });

  it('that does not exist is refused', async () => {
    await expect(world.create({ segment: { segmentId: 'nobody' } })).rejects.toMatchObject({
      kind: 'unusable',
    });
    await expect(world.create({ segment: { segmentId: 'vips', listId: 'news' } })).rejects.toMatchObject({
      kind: 'invalid',
    });
  });
});
