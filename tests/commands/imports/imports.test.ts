import { beforeEach, describe, expect, it } from 'vitest';
import { createVirtualLeadline, type VirtualLeadline } from '../../support/virtual-leadline.js';
import { csv, fair, header, importsOf, mapping, otherId, thirdId } from './import-world.js';

let leadline: VirtualLeadline;
let world: ReturnType<typeof importsOf>;
beforeEach(() => {
  leadline = createVirtualLeadline();
  world = importsOf(leadline);
});

const numbered = (count: number): string =>
  csv(...Array.from({ length: count }, (_, no) => `${no},lead-${no}@example.com,Rome,${no},a`));

describe('a line', () => {
  it('registers a lead with all that it says, in one append', async () => {
    await world.list('news');
    expect(
      await world.run(csv('7,Ada@Example.com,"Rome, IT",36.5,"vip, new"'), {
        tags: ['fair'],
        lists: ['news'],
      }),
    ).toEqual({ created: 1 });
    const [lead] = await world.leads();
    expect(lead).toMatchObject({
      externalId: '7',
      attributes: { email: 'Ada@example.com', city: 'Rome, IT', age: 36.5 },
      tags: ['fair', 'vip', 'new'],
      lists: ['news'],
      recentSourceEventIds: ['import.fair.2'],
    });
    const [first, ...others] = world.ofLeads();
    expect(others.map(({ type }) => type)).toEqual([
      'AttributesSet',
      'TagAdded',
      'TagAdded',
      'TagAdded',
      'AddedToList',
    ]);
    expect(new Set(world.ofLeads().map(({ position }) => position)).size).toBe(6);
    expect(first?.metadata).toMatchObject({
      actor: { kind: 'system', id: 'import:fair' },
      sourceEventId: 'import.fair.2',
      correlationId: world.ofType('ImportCreated')[0]?.metadata.correlationId,
    });
  });

  it('changes a lead that is there, or nothing where it is that already', async () => {
    await leadline.happens(
      'form-submitted',
      { email: 'ada@example.com' },
      { formId: 'f', fields: { city: 'Rome' } },
    );
    expect(await world.run(csv(',ada@example.com,Rome,,'))).toEqual({ unchanged: 1 });
    expect(await world.run(csv(',ADA@example.com,Oslo,,'), {}, otherId)).toEqual({ updated: 1 });
    expect(await world.leads()).toMatchObject([{ attributes: { email: 'ada@example.com', city: 'Oslo' } }]);
  });

  it('changes nothing of a lead that is there, not even its ids, where those are skipped', async () => {
    await leadline.happens('form-submitted', { email: 'ada@example.com' }, { formId: 'f', fields: {} });
    const before = leadline.log.all().length;
    expect(
      await world.run(csv('1,ada@example.com,Oslo,,', '2,bob@example.com,,,'), { onExisting: 'skip' }),
    ).toEqual({
      created: 1,
      skipped: 1,
    });
    const later = leadline.log.all().slice(before);
    expect(later.filter(({ type }) => type === 'IdentityClaimed')).toHaveLength(2);
    expect((await world.leads())[0]).not.toHaveProperty('externalId');
  });

  it('replaces the address of a lead that it finds by its external id, and only of that', async () => {
    await world.run(csv('1,old@example.com,,,'));
    expect(await world.run(csv('1,new@example.com,,,'), {}, otherId)).toEqual({ updated: 1 });
    expect(await world.leads()).toMatchObject([{ attributes: { email: 'new@example.com' } }]);
    expect(await world.run(csv(',old@example.com,Oslo,,'), {}, thirdId)).toEqual({ updated: 1 });
    expect(await world.leads()).toMatchObject([{ attributes: { email: 'new@example.com', city: 'Oslo' } }]);
  });

  it('that says nothing in a cell changes nothing there', async () => {
    await world.run(csv('1,ada@example.com,Rome,36,vip'));
    expect(await world.run(csv('1,,   ,,'), {}, otherId)).toEqual({ unchanged: 1 });
  });

  it('may be about the lead of another line: the later one counts', async () => {
    const lines = [
      '1,,Rome,,',
      ',ada@example.com,Bonn,,',
      '2,,Oslo,,',
      '1,,Paris,,',
      '2,bob@example.com,Lima,,',
    ];
    expect(await world.run(csv(...lines))).toEqual({ created: 3, updated: 2 });
    expect((await world.leads()).map(({ attributes }) => attributes['city']).sort()).toEqual([
      'Bonn',
      'Lima',
      'Paris',
    ]);
  });

  it('comes before the lines after it also where they name its lead by other ids', async () => {
    expect(
      await world.run(
        csv(
          '1,a@example.com,Rome,,',
          ',a@example.com,Oslo,,',
          '1,,Lima,,',
          ',b@example.com,,,',
          '1,b@example.com,,,',
        ),
      ),
    ).toEqual({
      created: 2,
      updated: 2,
      faulty: 1,
    });
    expect((await world.leads())[0]).toMatchObject({ attributes: { city: 'Lima' } });
  });
});

describe('what is wrong with a line', () => {
  const fault = async (...lines: readonly string[]) => {
    await world.run(csv(...lines));
    return world.faults();
  };

  it('is said with its number, its column and its value, and the others go on', async () => {
    expect(
      await fault(
        '1,ada@,Rome,x,',
        '',
        '2,bob@example.com,,,',
        ',,Rome,,',
        '"3","a\nb@example.com",,,',
        '4,,,,"a,,b"',
      ),
    ).toEqual([
      { line: 2, column: 'mail', value: 'ada@', reason: 'must be an e-mail address' },
      { line: 2, column: 'age', value: 'x', reason: 'must be a number, such as 12.5' },
      { line: 5, reason: 'has neither an e-mail address nor an external id' },
      { line: 6, column: 'mail', value: 'a\ufffdb@example.com', reason: 'must be an e-mail address' },
    ]);
    expect(await world.countsOf('import')).toEqual({ created: 2, faulty: 3 });
  });

  it('is a value that is too long, of which the beginning is shown', async () => {
    const [found] = await fault(`1,,${'x'.repeat(2001)},,`);
    expect(found).toEqual({
      line: 2,
      column: 'city',
      value: 'x'.repeat(200),
      reason: 'must be text of at most 2,000 characters, a number, true or false',
    });
  });

  it('is too many cells, or too few', async () => {
    expect(await fault('1,2', '1,a@example.com,,,,')).toEqual([
      { line: 2, reason: 'has 2 cells where the file has 5 columns' },
      { line: 3, reason: 'has 6 cells where the file has 5 columns' },
    ]);
  });

  it('is a quote that is not closed: it spoils its own line only', async () => {
    expect(
      await fault(
        '1,"a@example.com,,,',
        '2,b@example.com,,,',
        '3,c"@example.com,,,',
        '4,"d"x,,,',
        '5,e@example.com,,,',
      ),
    ).toEqual([
      { line: 2, reason: 'has a quote that is not closed' },
      { line: 4, reason: 'has a quote inside a cell that does not begin with one' },
      { line: 5, reason: 'has something after the quote that closes a cell' },
    ]);
    expect((await world.leads()).map(({ externalId }) => externalId)).toEqual(['2', '5']);
  });

  it('is a line that is too long: it does not stop the rest', async () => {
    expect(await fault(`1,,${'x'.repeat(70_000)},,`, '2,,,,', `3,,"${'x\n'.repeat(5)}`, '4,,,,')).toEqual([
      { line: 2, reason: 'is longer than 65536 bytes' },
      { line: 4, reason: 'has a quote that is not closed' },
      ...[5, 6, 7, 8].map((line) => ({ line, reason: 'has 1 cells where the file has 5 columns' })),
    ]);
    expect((await world.leads()).map(({ externalId }) => externalId)).toEqual(['2', '4']);
  });

  it('is bytes that are not UTF-8', async () => {
    const bytes = new Uint8Array([
      ...new TextEncoder().encode(`${header}\n1,,`),
      0xff,
      ...new TextEncoder().encode(',,\n2,,ok,,\n'),
    ]);
    expect(await world.run(bytes)).toEqual({ created: 1, faulty: 1 });
    expect(await world.faults()).toEqual([{ line: 2, reason: 'is not UTF-8' }]);
  });

  it('is two ids of different leads', async () => {
    await world.run(csv('1,,,,', ',a@example.com,,,'));
    expect(await world.run(csv('1,a@example.com,,,'), {}, otherId)).toEqual({ faulty: 1 });
    expect(await world.faults('import', otherId)).toEqual([
      {
        line: 2,
        value: 'a@example.com',
        reason: 'the external id and the e-mail address belong to different leads',
      },
    ]);
  });

  it('is a list that does not exist, or one for a lead without an address', async () => {
    await world.list('news');
    const lists = [...mapping.slice(0, 2), { column: 'tags', to: { kind: 'lists', separator: '|' } }];
    await world.run(
      csv('1,a@example.com,,,news|olds', '2,,,,news', '3,c@example.com,,, news | ', '4,,,,no list'),
      { mapping: lists },
    );
    expect(await world.faults()).toEqual([
      { line: 2, value: 'olds', reason: 'there is no such broadcast list' },
      { line: 3, value: '2', reason: 'a lead without an e-mail address cannot be on a broadcast list' },
      { line: 5, column: 'tags', value: 'no list', reason: expect.stringContaining('“no list”') },
    ]);
    expect(await world.leads()).toMatchObject([{ externalId: '3', lists: ['news'] }]);
  });
});

describe('NDJSON', () => {
  const ndjson = {
    format: 'ndjson',
    mapping: [...mapping, { column: 'vip', to: { kind: 'attribute', attribute: 'vip' } }],
  };

  it('has values of their own types, and its columns are keys', async () => {
    const lines = [
      { id: 5, mail: 'a@example.com', city: 7, age: '8', tags: ['x', 'y'], vip: true, more: {} },
      { mail: 'b@example.com', vip: null },
    ];
    const text = `\ufeff${lines.map((line) => JSON.stringify(line)).join('\r\n')}`;
    expect(await world.run(text, ndjson)).toEqual({ created: 2 });
    expect(await world.leads()).toMatchObject([
      { externalId: '5', attributes: { city: 7, age: 8, vip: true }, tags: ['x', 'y'] },
      { attributes: { email: 'b@example.com' }, tags: [] },
    ]);
  });

  it('that is none is a fault, and so is a value that is no scalar', async () => {
    await world.run('{"id":"1"\n[]\n\n{"id":"1","city":{"a":1}}\n{"id":"1","tags":[7]}\n', ndjson);
    expect(await world.faults()).toEqual([
      { line: 1, reason: 'is not JSON' },
      { line: 2, reason: 'must be a JSON object' },
      {
        line: 4,
        column: 'city',
        value: '{"a":1}',
        reason: 'must be text of at most 2,000 characters, a number, true or false',
      },
      { line: 5, column: 'tags', value: '[7]', reason: 'must be one line of 1 to 100 characters: “7”' },
    ]);
  });
});

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
