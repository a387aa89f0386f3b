import { describe, expect, test } from 'vitest';
import { faultsOf, pathsOf, useApi } from './support/use-api.js';

const { get, post, put, storedTypes, stored, api } = useApi();

const step = (changes: object = {}) => ({
  action: { type: 'add-tag', tag: 'customer' },
  when: { type: 'immediately' },
  ...changes,
});

const flow = (changes: object = {}) => ({
  flowId: 'welcome',
  name: 'Welcome',
  trigger: { type: 'form-submitted', formId: 'order' },
  steps: [step()],
  ...changes,
});

const steps = (change: object) => flow({ steps: [step(), step(), step(change)] });

describe('POST /v1/flows', () => {
  test('creates a draft', async () => {
    const answer = await post('/v1/flows', flow());
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ ...flow(), version: 1, status: 'draft' });
    expect(answer.headers.get('location')).toBe('/v1/flows/welcome');
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(storedTypes()).toEqual(['FlowCreated']);
  });

  test('gives an id where none is given', async () => {
    const { flowId: _, ...rest } = flow();
    const { body } = await post('/v1/flows', rest);
    expect(body.flowId).toMatch(/^[0-9a-f-]{36}$/);
    expect((await get(`/v1/flows/${body.flowId}`)).body.name).toBe('Welcome');
  });

  test('creates an active flow in one call and one append', async () => {
    const { status, body } = await post('/v1/flows', flow({ activate: true }));
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: 'active', activeVersion: 1 });
    expect(stored().map(({ type, revision }) => [type, revision])).toEqual([
      ['FlowCreated', 0],
      ['FlowActivated', 1],
    ]);
  });

  test('the same flow again is 200, another one with its id 409', async () => {
    await post('/v1/flows', flow());
    expect((await post('/v1/flows', flow())).status).toBe(200);
    const other = await post('/v1/flows', flow({ name: 'Other' }));
    expect(other.status).toBe(409);
    expect(other.body.detail).toContain('welcome');
    expect(storedTypes()).toEqual(['FlowCreated']);
  });

  test.each([
    ['no name', { name: undefined }, ['name']],
    ['an unknown property', { colour: 'red' }, ['colour']],
    ['no steps', { steps: [] }, ['steps']],
    ['an unknown trigger type', { trigger: { type: 'full-moon' } }, ['trigger.type']],
    ['a wrong trigger setting', { trigger: { type: 'form-submitted', formId: 'ü' } }, ['trigger.formId']],
    ['a wrong time zone', { timeZone: 'Europe/Atlantis' }, ['timeZone']],
    ['a wrong id', { flowId: 'has space' }, ['flowId']],
  ])('refuses %s with its path', async (_name, change, paths) => {
    const answer = await post('/v1/flows', flow(change));
    expect(answer.status).toBe(400);
    expect(answer.body.type).toBe('/problems/invalid');
    expect(pathsOf(answer)).toEqual(paths);
    expect(storedTypes()).toEqual([]);
  });

  test.each([
    [
      'a wrong delay',
      { when: { type: 'delay', delay: '3 days' } },
      'steps[2].when.delay must be an ISO 8601 duration, such as PT30M or P3D',
    ],
    [
      'a wrong date',
      { when: { type: 'at', at: '2026-02-30T09:00' } },
      'steps[2].when.at must be a date and time',
    ],
    [
      'an unknown when',
      { when: { type: 'whenever' } },
      'steps[2].when.type must be one of immediately, delay, at',
    ],
    ['an unknown action type', { action: { type: 'add-tagg' } }, 'steps[2].action.type must be one of '],
    ['an action without a type', { action: { tag: 'x' } }, 'steps[2].action must be an object with a type'],
    ['a missing setting', { action: { type: 'add-tag' } }, 'steps[2].action.tag is missing'],
    [
      'an unknown setting',
      { action: { type: 'add-tag', tag: 'x', tga: 'y' } },
      'steps[2].action.tga is not known here; known are ',
    ],
    [
      'an unknown condition type',
      { conditions: { all: [{ type: 'has-tag', tag: 'a' }, { not: { type: 'has-tagg' } }] } },
      'steps[2].conditions.all[1].not.type must be one of ',
    ],
    [
      'a wrong condition setting',
      { conditions: { type: 'current-date', op: 'on', date: '2026-13-01' } },
      'steps[2].conditions.date must be a date, such as 2026-12-24',
    ],
    [
      'an operator as a value',
      { conditions: { type: 'has-tag', tag: { $ne: 'x' } } },
      'steps[2].conditions.tag must be ',
    ],
    [
      'an operator as a setting',
      { conditions: { type: 'has-tag', tag: 'x', $where: '1' } },
      'steps[2].conditions.$where is not known here',
    ],
    [
      'a regular expression for a pattern',
      { conditions: { type: 'visited-page', url: '^https://example.com/.*$' } },
      'steps[2].conditions.url ',
    ],
    [
      'more depth than there may be',
      { conditions: deep(11) },
      `steps[2].conditions${'.not'.repeat(10)} conditions nest at most 10 deep`,
    ],
    [
      'more conditions than there may be',
      { conditions: { any: Array.from({ length: 201 }, () => ({ type: 'has-tag', tag: 'x' })) } },
      'steps[2].conditions must have at most 200 conditions',
    ],
    ['an empty combination', { conditions: { any: [] } }, 'steps[2].conditions.any must be a list'],
    [
      'a template that does not parse',
      { action: { type: 'send-email', subject: 'Hello {{ contact.name', text: 'x' } },
      'steps[2].action.subject is not a template: ',
    ],
    [
      'a webhook body that does not parse',
      { action: { type: 'webhook', url: 'https://example.com/', body: { a: [1, '{% if %}'] } } },
      'steps[2].action.body.a[1] is not a template: ',
    ],
  ])('refuses %s with its path', async (_name, change, fault) => {
    const answer = await post('/v1/flows', steps(change));
    expect(answer.status).toBe(400);
    expect(faultsOf(answer)).toEqual([expect.stringContaining(fault)]);
    expect(storedTypes()).toEqual([]);
  });

  test('an activation that is refused lists every fault at once and stores nothing', async () => {
    const answer = await post(
      '/v1/flows',
      flow({
        activate: true,
        steps: [
          step({ action: { type: 'add-product', productId: 'no-product' } }),
          step({ action: { type: 'send-email', templateId: 'no-template', connectionId: 'no-connection' } }),
          step({ conditions: { any: [{ type: 'not-chosen' }] } }),
          step({ conditions: { type: 'has-product', productId: 'nothing' } }),
        ],
      }),
    );
    expect(answer.status).toBe(422);
    expect(answer.body.type).toBe('/problems/unusable');
    expect([...faultsOf(answer)].sort()).toEqual([
      'steps[0].action.productId there is no product “no-product”',
      'steps[1].action.connectionId there is no smtp connection “no-connection”',
      'steps[1].action.templateId there is no template “no-template”',
      'steps[2].conditions.any[0].type no condition has been chosen here yet',
      'steps[3].conditions.productId there is no product “nothing”',
    ]);
    expect(storedTypes()).toEqual([]);
    expect((await get('/v1/flows/welcome')).status).toBe(404);
  });

  test('what is wrong and what is missing are told together', async () => {
    const answer = await post(
      '/v1/flows',
      flow({
        activate: true,
        steps: [
          step({ action: { type: 'add-tag' } }),
          step({ action: { type: 'add-product', productId: 'no-product' } }),
        ],
      }),
    );
    expect(answer.status).toBe(400);
    expect(pathsOf(answer)).toEqual(['steps[0].action.tag', 'steps[1].action.productId']);
  });
});

describe('a flow', () => {
  test('has versions; leads enter the one that was activated', async () => {
    await post('/v1/flows', flow({ activate: true }));
    const { flowId: _, ...definition } = flow({ name: 'Welcome again' });
    const revised = await put('/v1/flows/welcome', definition);
    expect(revised.status).toBe(200);
    expect(revised.body).toMatchObject({
      version: 2,
      activeVersion: 1,
      status: 'active',
      name: 'Welcome again',
    });
    expect(revised.headers.get('etag')).toBe('"2"');
    const first = await get('/v1/flows/welcome/versions/1');
    expect(first.body).toEqual({ ...flow(), version: 1 });
    expect((await get('/v1/flows/welcome/versions/2')).body.name).toBe('Welcome again');
    for (const version of ['3', '0', 'x'])
      expect((await get(`/v1/flows/welcome/versions/${version}`)).status).toBe(404);
    const activated = await post('/v1/flows/welcome/activate');
    expect(activated.body).toMatchObject({ version: 2, activeVersion: 2 });
    const paused = await post('/v1/flows/welcome/pause');
    expect(paused.body.status).toBe('paused');
    expect(paused.body.activeVersion).toBeUndefined();
    await api().settle();
    expect((await get('/v1/flows')).body.items).toEqual([(await get('/v1/flows/welcome')).body]);
  });

  test('is edited on the version that was seen', async () => {
    await post('/v1/flows', flow());
    const { flowId: _, ...definition } = flow({ name: 'Mine' });
    const mine = await put('/v1/flows/welcome', definition, { headers: { 'if-match': '"1"' } });
    expect(mine.status).toBe(200);
    for (const tag of ['"1"', '"3"', '"x"', 'nonsense']) {
      const theirs = { ...definition, name: 'Theirs' };
      const answer = await put('/v1/flows/welcome', theirs, { headers: { 'if-match': tag } });
      expect(answer.status).toBe(412);
      expect(answer.body.type).toBe('/problems/changed-meanwhile');
    }
    expect(
      (await post('/v1/flows/welcome/activate', undefined, { headers: { 'if-match': '"1"' } })).status,
    ).toBe(412);
    expect(
      (await post('/v1/flows/welcome/activate', undefined, { headers: { 'if-match': '"2"' } })).status,
    ).toBe(200);
    expect(storedTypes()).toEqual(['FlowCreated', 'FlowRevised', 'FlowActivated']);
    const any = await put(
      '/v1/flows/welcome',
      { ...definition, name: 'Any' },
      { headers: { 'if-match': '*' } },
    );
    expect(any.body.version).toBe(3);
  });

  test('that is a draft with faults is not activated, and stays a draft', async () => {
    const unfinished = flow({ steps: [step({ conditions: { type: 'not-chosen' } })] });
    expect((await post('/v1/flows', unfinished)).status).toBe(201);
    const answer = await post('/v1/flows/welcome/activate');
    expect(answer.status).toBe(422);
    expect(pathsOf(answer)).toEqual(['steps[0].conditions.type']);
    expect((await post('/v1/flows/welcome/pause')).body.type).toBe('/problems/not-allowed');
    expect((await get('/v1/flows/welcome')).body.status).toBe('draft');
  });

  test('that does not exist is 404 wherever it is named', async () => {
    const { flowId: _, ...definition } = flow();
    for (const answer of [
      await get('/v1/flows/nothing'),
      await get('/v1/flows/nothing/versions/1'),
      await put('/v1/flows/nothing', definition),
      await post('/v1/flows/nothing/activate'),
      await post('/v1/flows/nothing/pause'),
    ])
      expect(answer.body).toMatchObject({ type: '/problems/not-found', status: 404 });
  });

  test('is listed by pages', async () => {
    for (const flowId of ['c', 'a', 'b']) await post('/v1/flows', flow({ flowId }));
    await api().settle();
    const first = await get('/v1/flows?limit=2');
    expect(first.body.items.map(({ flowId }: { flowId: string }) => flowId)).toEqual(['a', 'b']);
    const second = await get(`/v1/flows?limit=2&after=${first.body.next}`);
    expect(second.body.items.map(({ flowId }: { flowId: string }) => flowId)).toEqual(['c']);
    expect(second.body.next).toBeUndefined();
  });
});

function deep(levels: number): object {
  return levels === 0 ? { type: 'has-tag', tag: 'x' } : { not: deep(levels - 1) };
}
