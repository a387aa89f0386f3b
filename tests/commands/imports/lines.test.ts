import { beforeEach, describe, expect, it } from 'vitest';
import { createVirtualLeadline, type VirtualLeadline } from '../../support/virtual-leadline.js';
import { csv, importsOf, mapping, otherId, thirdId } from './import-world.js';

let leadline: VirtualLeadline;
let world: ReturnType<typeof importsOf>;
beforeEach(() => {
  leadline = createVirtualLeadline();
  world = importsOf(leadline);
});

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

  it('with half of a character is a fault of its line', async () => {
    expect(
      await world.run('{"id":"1","city":"x\\ud83d"}\n{"id":"2","city":"\\ud83d\\ude00"}\n', ndjson),
    ).toEqual({
      created: 1,
      faulty: 1,
    });
    const reason = 'has half of a character in city: a surrogate without its other one';
    expect(await world.faults()).toMatchObject([{ line: 1, reason }]);
  });
});
