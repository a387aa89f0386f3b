import { beforeEach, describe, expect, it } from 'vitest';
import { createVirtualLeadline, type VirtualLeadline } from '../../support/virtual-leadline.js';
import { csv, fair, importsOf, otherId } from './import-world.js';

let leadline: VirtualLeadline;
let world: ReturnType<typeof importsOf>;
beforeEach(() => {
  leadline = createVirtualLeadline();
  world = importsOf(leadline);
});

const numbered = (count: number): string =>
  csv(...Array.from({ length: count }, (_, no) => `${no},lead-${no}@example.com,Rome,${no},a`));

describe('a file', () => {
  it('may have a mark at its beginning, breaks of two kinds, and breaks inside quotes', async () => {
    const text = '\ufeff"id",mail,city,age,tags\r\n1,a@example.com,"Rome\r\nItaly",,\n2,,"a ""b""",,';
    expect(await world.run(text)).toEqual({ created: 2 });
    expect((await world.leads()).map(({ attributes }) => attributes['city'])).toEqual([
      'Rome\r\nItaly',
      'a "b"',
    ]);
    expect((await world.state()).file).toMatchObject({ lines: 4 });
  });

  it('may have other delimiters', async () => {
    expect(await world.run('id;mail;city;age;tags\n1;;"a;b";1;\n', { delimiter: ';' })).toEqual({
      created: 1,
    });
    expect((await world.leads())[0]?.attributes).toEqual({ city: 'a;b', age: 1 });
  });

  it('has the columns that are mapped, or the answer says which it has', async () => {
    await world.create();
    const refused = (text: string) =>
      world.receive(text).then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(await refused('id,E-Mail,city,age\n')).toMatchObject({
      kind: 'unusable',
      faults: [
        {
          path: 'mapping[1].column',
          message: 'is no column of the file: there is no “mail”, but “id”, “E-Mail”, “city”, “age”',
        },
        { path: 'mapping[4].column', message: expect.stringContaining('“tags”') },
      ],
    });
    expect(await refused('id,mail,mail\n')).toMatchObject({
      faults: [{ path: 'file', message: 'has more than one column “mail”' }],
    });
    expect(await refused('')).toMatchObject({ faults: [{ path: 'file', message: 'is empty' }] });
    expect(await refused('"id\n')).toMatchObject({
      faults: [{ path: 'file', message: 'its first line has a quote that is not closed' }],
    });
    expect((await world.state()).status).toBe('created');
  });

  it('is gone when the import is over', async () => {
    await world.run(csv('1,,,,'));
    expect(await leadline.world.importFiles.list()).toEqual([]);
    await world.create({}, otherId);
    await world.receive(csv('1,,,,'), otherId);
    expect(await leadline.world.importFiles.list()).toEqual([otherId]);
    await world.cancel(otherId);
    await leadline.quiet();
    expect(await leadline.world.importFiles.list()).toEqual([]);
  });
});

describe('a dry run', () => {
  it('changes nothing, and says what would become of each line', async () => {
    await world.run(csv('1,a@example.com,Rome,,', '2,,Oslo,,'));
    const before = world.ofLeads().length;
    const identities = world.ofType('IdentityClaimed').length;
    const lines = ['1,,Rome,,', '2,,Lima,,', '3,c@example.com,,,', '4,d@,,,', '2,a@example.com,,,'];
    expect(await world.tryOut(csv(...lines), {}, otherId)).toEqual({
      unchanged: 1,
      updated: 1,
      created: 1,
      faulty: 2,
    });
    expect((await world.faults('dry-run', otherId)).map(({ line }) => line)).toEqual([5, 6]);
    expect(world.ofLeads()).toHaveLength(before);
    expect(world.ofType('IdentityClaimed')).toHaveLength(identities);
    expect(await world.doc(otherId)).toMatchObject({ status: 'ready' });
  });

  it('may be followed by a better file, another dry run, and the import', async () => {
    expect(await world.tryOut(csv('1,a@,,,'))).toEqual({ faulty: 1 });
    await world.receive(csv('1,a@example.com,,,'));
    expect((await world.doc()).passes).toEqual({});
    await world.dryRun();
    expect(await world.countsOf('dry-run')).toEqual({ created: 1 });
    await world.start();
    expect(await world.countsOf('import')).toEqual({ created: 1 });
    expect(await world.doc()).toMatchObject({ status: 'completed' });
  });

  it('skips what the import would skip', async () => {
    await world.run(csv('1,,,,'));
    expect(await world.tryOut(csv('1,,Oslo,,'), { onExisting: 'skip' }, otherId)).toEqual({ skipped: 1 });
  });
});

describe('many lines', { timeout: 60_000 }, () => {
  it('go in parts, with progress after each', async () => {
    expect(await world.run(numbered(1234))).toEqual({ created: 1234 });
    expect(world.ofType('ImportPartDone').map(({ data }) => data.to.lines)).toEqual([501, 1001, 1235]);
    expect(world.told()).toEqual([
      'ImportCreated',
      'ImportFileReceived',
      'ImportStarted',
      'ImportPartDone',
      'ImportPartDone',
      'ImportPartDone',
      'ImportCompleted',
    ]);
    const leads = await world.leads();
    expect(new Set(leads.map(({ externalId }) => externalId)).size).toBe(1234);
  });

  it('with faults in all of them are all counted, and the first ten thousand kept', async () => {
    const text = csv(...Array.from({ length: 10_100 }, () => ',,,,x'));
    expect(await world.tryOut(text)).toEqual({ faulty: 10_100 });
    const faults = await world.faults('dry-run');
    expect(faults).toHaveLength(10_000);
    expect(faults.map(({ line }) => line)).toEqual(faults.map((_, index) => index + 2));
    expect(
      (await leadline.commands().manageImports.faults(fair, 'dry-run', 350, 100)).map(({ line }) => line),
    ).toEqual(Array.from({ length: 100 }, (_, index) => 352 + index));
  });

  it('imported again change nothing', async () => {
    await world.run(numbered(700));
    const before = world.ofLeads().length;
    await world.start();
    expect(await world.run(numbered(700), {}, otherId)).toEqual({ unchanged: 700 });
    expect(world.ofLeads()).toHaveLength(before);
  });
});
