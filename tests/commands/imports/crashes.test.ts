import { beforeEach, describe, expect, it } from 'vitest';
import type { Append, EventToAppend } from '../../../commands/event-log.js';
import type { LeadStreamEvent } from '../../../domain/lead-stream.js';
import { createVirtualLeadline, type VirtualLeadline } from '../../support/virtual-leadline.js';
import { csv, importsOf, otherId } from './import-world.js';

let leadline: VirtualLeadline;
let world: ReturnType<typeof importsOf>;
const begin = (): void => {
  leadline = createVirtualLeadline();
  world = importsOf(leadline);
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

/** What a process does from its start on. */
const live = async (): Promise<void> => {
  await leadline.process().wakeImports();
  await leadline.quiet();
};

const liveAndDie = async (dies: Dies): Promise<'died' | 'lived'> => {
  leadline.restart({ append: untilDeath(dies) });
  const end = await live().then(
    () => 'lived' as const,
    () => 'died' as const,
  );
  leadline.restart();
  return end;
};

// Of the first lead three lines, the second of which says what the third takes back.
const lines = ['1,,Rome,,a', '1,ada@example.com,Oslo,,b', '2,,Lima,,', ',ADA@example.com,Rome,,a', 'x y,,,,'];
const counts = { created: 2, updated: 2, faulty: 1 };

const begun = async (): Promise<void> => {
  begin();
  await world.create();
  await world.receive(csv(...lines));
  await world.start();
};

const storyOf = (stream: string): readonly string[] =>
  world.ofLeads().flatMap((event) => (event.stream === stream ? [event.type] : []));

const firstLead: readonly LeadStreamEvent['type'][] = [
  'LeadRegistered',
  'AttributesSet',
  'TagAdded',
  'AttributesSet',
  'TagAdded',
  'AttributesSet',
];

const expectEachOnce = async (): Promise<void> => {
  expect(await world.countsOf('import')).toEqual(counts);
  expect(await world.doc()).toMatchObject({ status: 'completed' });
  const leads = await world.leads();
  expect(leads.map(({ attributes, tags }) => ({ ...attributes, tags }))).toEqual([
    { city: 'Rome', email: 'ada@example.com', tags: ['a', 'b'] },
    { city: 'Lima', tags: [] },
  ]);
  expect(storyOf(`lead-${leads[0]?.leadId}`)).toEqual(firstLead);
  expect(storyOf(`lead-${leads[1]?.leadId}`)).toEqual(['LeadRegistered', 'AttributesSet']);
  expect(await world.faults()).toMatchObject([{ line: 6, column: 'id' }]);
  expect(world.told().filter((type) => type === 'ImportPartDone')).toHaveLength(1);
};

describe('a process that dies', { timeout: 120_000 }, () => {
  it.each(['before', 'after'] as const)(
    '%s any of its appends, loses nothing and does nothing twice',
    async (moment) => {
      let end: 'died' | 'lived' = 'died';
      let deaths = 0;
      for (let last = 0; end === 'died'; last += 1) {
        await begun();
        end = await liveAndDie((count) => (count === last ? moment : undefined));
        await live();
        await expectEachOnce();
        if (end === 'died') deaths += 1;
      }
      // Three ids, an append for each of four lines, and the end of the import.
      expect(deaths).toBe(3 + 4 + 1);
    },
  );

  it('again and again, after a few appends each time, comes to the end all the same', async () => {
    await begun();
    let lives = 0;
    while (lives < 100 && (await liveAndDie((count) => (count === 1 ? 'after' : undefined))) === 'died')
      lives += 1;
    expect(lives).toBeGreaterThan(2);
    await live();
    await expectEachOnce();
  });

  it('is not undone by a lead that has forgotten: the read model has not', async () => {
    await begun();
    await liveAndDie((_, events) =>
      events.some(({ event }) => event.type === 'ImportPartDone') ? 'before' : undefined,
    );
    const item = { type: 'custom-event', lead: { externalId: '1' }, data: { name: 'x' } };
    await leadline.report(...Array.from({ length: 120 }, (_, no) => ({ ...item, eventId: `e${no}` })));
    await live();
    expect(await world.countsOf('import')).toEqual(counts);
    expect(world.ofType('AttributesSet')).toHaveLength(4);
  });

  it('in the middle of many lines goes on after the last part', async () => {
    begin();
    const many = Array.from({ length: 1200 }, (_, no) => `${no},,Rome,,`);
    await world.create();
    await world.receive(csv(...many));
    await world.start();
    const dies: Dies = (count) => (count === 700 * 2 ? 'after' : undefined);
    expect(await liveAndDie(dies)).toBe('died');
    expect((await world.state()).passes.import?.done.lines).toBe(501);
    await live();
    expect(await world.countsOf('import')).toEqual({ created: 1200 });
    expect(world.ofType('LeadRegistered')).toHaveLength(1200);
    expect(world.ofType('AttributesSet')).toHaveLength(1200);
  });
});

describe('steering', { timeout: 60_000 }, () => {
  const many = csv(...Array.from({ length: 1200 }, (_, no) => `${no},,Rome,,`));

  /** Something is asked for while the first part is being done. */
  const whileItRuns = async (ask: () => Promise<unknown>): Promise<void> => {
    let asked = false;
    leadline.restart({
      append: async (stream, expected, events) => {
        if (!asked && stream.startsWith('lead-')) {
          asked = true;
          await ask();
        }
        return leadline.log.append(stream, expected, events);
      },
    });
    await world.create();
    await world.receive(many);
    await world.start();
    await leadline.quiet();
    expect(asked).toBe(true);
  };

  it('pauses after the part that is being done, and goes on there', async () => {
    await whileItRuns(() => world.pause());
    expect(await world.doc()).toMatchObject({ status: 'running', isPaused: true });
    expect(await world.countsOf('import')).toEqual({ created: 500 });
    await live();
    expect(await world.countsOf('import')).toEqual({ created: 500 });
    await world.resume();
    expect(await world.countsOf('import')).toEqual({ created: 1200 });
    expect(await world.doc()).toMatchObject({ status: 'completed', isPaused: false });
  });

  it('cancels after the part that is being done: what was imported stays, and is counted', async () => {
    await whileItRuns(() => world.cancel());
    expect(await world.doc()).toMatchObject({ status: 'cancelled' });
    expect(await world.countsOf('import')).toEqual({ created: 500 });
    expect(await world.leads()).toHaveLength(500);
    await expect(world.resume()).rejects.toMatchObject({ kind: 'notAllowed' });
  });

  it('gives an import that runs its file again where that was lost, and only that one', async () => {
    await whileItRuns(() => world.pause());
    await leadline.world.importFiles.remove((await world.state()).importId);
    await expect(world.resume()).rejects.toThrow('send it again');
    await expect(world.receive(csv('1,,,,'))).rejects.toMatchObject({ kind: 'notAllowed' });
    await expect(world.resume()).rejects.toThrow('send it again');
    await world.receive(many);
    await world.resume();
    expect(await world.countsOf('import')).toEqual({ created: 1200 });
  });

  it('ends an import whose file is another one than was received', async () => {
    await whileItRuns(() => world.pause());
    const { importFiles } = leadline.world;
    const { importId } = await world.state();
    await (await importFiles.receive(importId, importFiles.read(importId, 1_000_000))).keep();
    await world.resume();
    expect(await world.doc()).toMatchObject({ status: 'failed', reason: { code: 'file-changed' } });
    expect(await importFiles.list()).toEqual([]);
  });

  it('does two imports of the same leads one after the other', async () => {
    await world.create();
    await world.receive(csv(...lines));
    await world.create({}, otherId);
    await world.receive(csv(...lines), otherId);
    await world.start();
    await world.start(otherId);
    expect(await world.countsOf('import')).toEqual(counts);
    expect(await world.countsOf('import', otherId)).toEqual({ unchanged: 2, updated: 2, faulty: 1 });
  });
});
