import { describe, expect, test } from 'vitest';
import { fc } from '../support/arbitraries.js';
import { pathsOf, useApi } from './support/use-api.js';

const { get, post, put, api, storedTypes } = useApi();

const customers = { conditions: { type: 'has-tag', tag: 'customer' } };

const lead = async (email: string, attributes: object = {}, tags: readonly string[] = ['customer']) => {
  const { body } = await post('/v1/leads', { email, attributes });
  for (const tag of tags) await post(`/v1/leads/${body.leadId}/commands`, { type: 'add-tag', tag });
  return String(body.leadId);
};
const settled = async (...leads: readonly Promise<string>[]): Promise<readonly string[]> => {
  const ids = await Promise.all(leads);
  await api().settle();
  return ids;
};
const ada = () => lead('ada@example.com', { city: 'Bonn', age: 36 });
const bob = () => lead('bob@example.com', { city: '=1+1', age: '7' }, ['customer', 'vip']);
const eve = () => lead('eve@example.com', {}, []);

const query = async (body: object) => (await post('/v1/segments/query', body, { as: 'analyst' })).body;
const found = async (segment: object): Promise<readonly string[]> =>
  (await query({ segment })).items.map(({ leadId }: { leadId: string }) => leadId);

/** Files are no JSON: they are read as text. */
const file = async (body: object) => {
  const answer = await fetch(`${api().url}/v1/segments/export`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api().keys.analyst}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return {
    type: answer.headers.get('content-type'),
    name: answer.headers.get('content-disposition'),
    text: await answer.text(),
  };
};

describe('POST /v1/segments/query', () => {
  test('lists who matches, with the fields that are asked for, and appends nothing', async () => {
    const [adaId, bobId] = await settled(ada(), bob(), eve());
    const before = storedTypes();
    const { items, next } = await query({
      segment: customers,
      sort: { by: 'attributes.city', order: 'desc' },
      fields: ['attributes.city', 'attributes.nothing', 'tags'],
    });
    expect(next).toBeUndefined();
    expect(items).toEqual([
      { leadId: adaId, revision: 6, attributes: { city: 'Bonn' }, tags: ['customer'] },
      { leadId: bobId, revision: 11, attributes: { city: '=1+1' }, tags: ['customer', 'vip'] },
    ]);
    expect(storedTypes()).toEqual(before);
    const [whole] = (await query({ segment: { conditions: { type: 'has-tag', tag: 'vip' } } })).items;
    expect(whole).toEqual((await get(`/v1/leads/${bobId}`)).body);
  });

  test('goes page by page, however it is sorted, over whatever values there are', async () => {
    const values = [5, '5', 'a', 'B', true, false, undefined, undefined, -1, 'a', 5, ''];
    const ids = await settled(
      ...values.map((age, no) => lead(`lead-${no}@example.com`, age === undefined ? {} : { age }, [])),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('leadId', 'registeredAt', 'attributes.age'),
        fc.constantFrom('asc', 'desc'),
        fc.integer({ min: 1, max: 5 }),
        async (by, order, limit) => {
          const body = { segment: { everyone: true }, sort: { by, order }, fields: ['attributes.age'] };
          const whole = (await query({ ...body, limit: 1000 })).items;
          expect(whole).toHaveLength(ids.length);
          const paged: unknown[] = [];
          for (let after: string | undefined; ; ) {
            const page = await query({ ...body, limit, ...(after === undefined ? {} : { after }) });
            paged.push(...page.items);
            after = page.next;
            if (after === undefined) break;
          }
          expect(paged).toEqual(whole);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('takes a cursor of the same query only', async () => {
    await settled(ada(), bob());
    const { next } = await query({ segment: customers, limit: 1 });
    for (const wrong of [
      { segment: { everyone: true }, limit: 1, after: next },
      { segment: customers, limit: 1, after: 'nonsense' },
    ]) {
      const answer = await post('/v1/segments/query', wrong);
      expect([answer.status, pathsOf(answer)]).toEqual([400, ['after']]);
    }
  });

  test.each([
    ['an unknown segment', { segmentId: 'nobody' }, 422, 'segment.segmentId'],
    ['an unknown list', { listId: 'nobody' }, 422, 'segment.listId'],
    [
      'an unknown product',
      { conditions: { type: 'has-product', productId: 'x' } },
      422,
      'segment.conditions.productId',
    ],
    [
      'an unknown funnel',
      { conditions: { any: [{ type: 'inside-funnel', funnelId: 'x' }] } },
      422,
      'segment.conditions.any[0].funnelId',
    ],
    [
      'an unknown template',
      { conditions: { type: 'opened-email', emailId: 'x' } },
      422,
      'segment.conditions.emailId',
    ],
    ['nobody in particular', {}, 400, 'segment'],
    [
      'a condition that is not chosen',
      { conditions: { not: { type: 'not-chosen' } } },
      400,
      'segment.conditions.not.type',
    ],
    [
      'a contradiction',
      { conditions: { all: [customers.conditions, { not: customers.conditions }] } },
      400,
      'segment.conditions.all[1].not',
    ],
    ['an unknown condition', { conditions: { type: 'is-nice' } }, 400, 'segment.conditions.type'],
    [
      'an operator as a value',
      { conditions: { type: 'has-tag', tag: { $ne: 'x' } } },
      400,
      'segment.conditions.tag',
    ],
    [
      'an operator as a setting',
      { conditions: { type: 'has-tag', tag: 'x', $where: '1' } },
      400,
      'segment.conditions.$where',
    ],
    [
      'an operator as a combination',
      { conditions: { $or: [{ type: 'has-tag', tag: 'x' }] } },
      400,
      'segment.conditions',
    ],
    [
      'an operator as the name of an attribute',
      { conditions: { type: 'attribute', attribute: '$where', op: 'exists' } },
      400,
      'segment.conditions.attribute',
    ],
    [
      'an operator in a list of values',
      { conditions: { type: 'attribute', attribute: 'a', op: 'in', value: [{ $gt: 1 }] } },
      400,
      'segment.conditions.value[0]',
    ],
    [
      'a regular expression for a pattern',
      { conditions: { type: 'visited-page', url: '^https://a.com/.*$' } },
      400,
      'segment.conditions.url',
    ],
    [
      'more depth than there may be',
      { conditions: nested(11) },
      400,
      `segment.conditions${'.not'.repeat(10)}`,
    ],
    [
      'more conditions than there may be',
      { conditions: { any: Array.from({ length: 201 }, () => customers.conditions) } },
      400,
      'segment.conditions',
    ],
  ])('refuses %s, at its path', async (_name, segment, status, path) => {
    for (const call of ['query', 'count', 'export', 'explain']) {
      const leadId = call === 'explain' ? { leadId: '018f3c00-0000-7000-8000-000000000000' } : {};
      const answer = await post(`/v1/segments/${call}`, { segment, ...leadId });
      expect([answer.status, pathsOf(answer)[0]]).toEqual([status, path]);
    }
  });

  test.each([
    [{ sort: { by: 'lead.tags' } }, 'sort.by'],
    [{ sort: { by: 'attributes.$where' } }, 'sort.by'],
    [{ fields: ['attributes.a.b'] }, 'fields[0]'],
    [{ fields: ['runs'] }, 'fields[0]'],
    [{ limit: 1001 }, 'limit'],
    [{ timeZone: 'Mars' }, 'timeZone'],
  ])('refuses %j', async (wrong, path) => {
    const answer = await post('/v1/segments/query', { segment: customers, ...wrong });
    expect([answer.status, pathsOf(answer)]).toEqual([400, [path]]);
  });
});

function nested(depth: number): object {
  return depth === 0 ? customers.conditions : { not: nested(depth - 1) };
}

describe('POST /v1/segments/count and /export', () => {
  test('count and file hold whom the query lists', async () => {
    const [adaId, bobId] = await settled(ada(), bob(), eve());
    const count = (await post('/v1/segments/count', { segment: customers }, { as: 'client' })).body;
    expect(count).toEqual({ count: 2, countedAt: api().ports.clock() });
    const csv = await file({ segment: customers, fields: ['attributes.city', 'attributes.age', 'tags'] });
    expect(csv.type).toBe('text/csv; charset=utf-8; header=present');
    expect(csv.name).toBe('attachment; filename="segment.csv"');
    const rows = [`${adaId},Bonn,36,customer`, `${bobId},"'=1+1",7,"customer, vip"`].sort();
    expect(csv.text).toBe(['leadId,attributes.city,attributes.age,tags', ...rows, ''].join('\r\n'));
    const ndjson = await file({ segment: customers, format: 'ndjson' });
    expect(ndjson.type).toBe('application/x-ndjson; charset=utf-8');
    const lines = ndjson.text.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual((await query({ segment: customers })).items);
  });
});

describe('POST /v1/segments/explain', () => {
  test('says why a lead is in a segment or not, as the query does', async () => {
    await post('/v1/lists', { listId: 'news', name: 'News' });
    const [bobId, eveId] = await settled(bob(), eve());
    await post('/v1/lists/news/members', { leads: [{ leadId: eveId }] });
    await api().settle();
    const segment = { ...customers, listId: 'news' };
    const explain = async (leadId: string | undefined) =>
      (await post('/v1/segments/explain', { segment, leadId }, { as: 'auditor' })).body;
    expect(await explain(eveId)).toMatchObject({
      holds: false,
      leadRevision: 1,
      explanation: {
        type: 'all',
        of: [
          { type: 'on-list', holds: true, found: ['news'] },
          { type: 'has-tag', holds: false, sentence: 'has the tag “customer”', found: [] },
        ],
      },
    });
    expect((await explain(bobId)).explanation.of[0]).toMatchObject({ holds: false, found: [] });
    expect(await found(segment)).toEqual([]);
    expect(await found({ listId: 'news' })).toEqual([eveId]);
    expect((await post('/v1/segments/explain', { segment: customers, leadId: bobId })).body).toMatchObject({
      holds: true,
      explanation: { type: 'has-tag', found: ['customer', 'vip'] },
    });
    const nobody = await post('/v1/segments/explain', {
      segment: customers,
      leadId: '018f3c00-0000-7000-8000-000000000000',
    });
    expect(nobody.status).toBe(404);
  });
});

describe('saved segments', () => {
  test('are counted as they are now, in the version that is the latest', async () => {
    const [, bobId] = await settled(ada(), bob());
    await post('/v1/segments', { segmentId: 'vips', name: 'VIPs', ...customers });
    expect((await get('/v1/segments/vips/count')).body).toMatchObject({ count: 2, version: 1 });
    const vip = { name: 'VIPs', conditions: { type: 'has-tag', tag: 'vip' } };
    expect((await put('/v1/segments/vips', vip)).body).toEqual({ segmentId: 'vips', version: 2, ...vip });
    expect((await get('/v1/segments/vips/count')).body).toMatchObject({ count: 1, version: 2 });
    expect(await found({ segmentId: 'vips' })).toEqual([bobId]);
    await post(`/v1/leads/${bobId}/commands`, { type: 'remove-tag', tag: 'vip' });
    await api().settle();
    expect((await get('/v1/segments/vips/count')).body).toMatchObject({ count: 0, version: 2 });
    expect((await get('/v1/segments/nobody/count')).status).toBe(404);
  });

  test('that are wrong are refused at their path, and nothing is stored', async () => {
    const vip = { type: 'has-tag', tag: 'vip' };
    const wrong = [
      [
        { conditions: { all: [{ type: 'has-product', productId: 'gone' }] } },
        422,
        'conditions.all[0].productId',
      ],
      [{ conditions: { all: [vip, { not: vip }] } }, 400, 'conditions.all[1].not'],
      [{ conditions: { not: 1 } }, 400, 'conditions.not'],
      [{ listId: 'gone' }, 422, 'listId'],
      [{ listId: 'gone', everyone: true }, 400, 'everyone'],
      [{}, 400, ''],
    ] as const;
    for (const [who, status, path] of wrong) {
      const answer = await post('/v1/segments', { name: 'X', ...who });
      expect([answer.status, pathsOf(answer)]).toEqual([status, [path]]);
    }
    expect(storedTypes()).toEqual([]);
  });
});

describe('GET /v1/flows/:flowId/preview', () => {
  test('says how many leads meet each of its conditions now', async () => {
    await settled(ada(), bob(), eve());
    const step = { action: { type: 'add-tag', tag: 'x' }, when: { type: 'immediately' } };
    await post('/v1/flows', {
      flowId: 'welcome',
      name: 'Welcome',
      trigger: { type: 'by-hand' },
      goal: { type: 'has-tag', tag: 'vip' },
      steps: [step, { ...step, conditions: { not: { type: 'has-tag', tag: 'nobody' } } }],
    });
    const { status, body } = await get('/v1/flows/welcome/preview', { as: 'analyst' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      version: 1,
      leads: 3,
      matching: [
        { path: 'goal', count: 1, sentence: '1 lead matches now' },
        { path: 'steps[1].conditions', count: 3, sentence: '3 leads match now' },
      ],
    });
    expect((await get('/v1/flows/nobody/preview')).status).toBe(404);
  });

  test('says what is not chosen yet', async () => {
    const step = { action: { type: 'add-tag', tag: 'x' }, when: { type: 'immediately' } };
    await post('/v1/flows', {
      flowId: 'draft',
      name: 'Draft',
      trigger: { type: 'by-hand' },
      steps: [{ ...step, conditions: { all: [{ type: 'not-chosen' }] } }],
    });
    const answer = await get('/v1/flows/draft/preview');
    expect([answer.status, pathsOf(answer)]).toEqual([400, ['steps[0].conditions.all[0].type']]);
  });
});
