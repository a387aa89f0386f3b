import { beforeEach, describe, expect, it } from 'vitest';
import { createVirtualLeadline, type VirtualLeadline } from '../../support/virtual-leadline.js';
import { csv, header, importsOf, mapping, otherId } from './import-world.js';

let leadline: VirtualLeadline;
let world: ReturnType<typeof importsOf>;
beforeEach(() => {
  leadline = createVirtualLeadline();
  world = importsOf(leadline);
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
