import { describe, expect, test } from 'vitest';
import { faultsOf, pathsOf, useApi } from './support/use-api.js';

const { get, post, put, stored, api } = useApi();
const nobody = '018f3c00-0000-7000-8000-000000000000';

const note = (text: string, days: number) => ({
  action: { type: 'make-note', text },
  when: { type: 'delay', delay: `P${days}D` },
});
const definition = (changes: object = {}) => ({
  name: 'Welcome',
  trigger: { type: 'form-submitted', formId: 'order' },
  steps: [note('old', 3)],
  ...changes,
});
const newVersion = definition({ name: 'Welcome 2', steps: [note('new', 3), note('more', 5)] });

const enter = async (email: string): Promise<string> => {
  const event = { type: 'form-submitted', lead: { email }, data: { formId: 'order', fields: {} } };
  const { body } = await post('/v1/events', event);
  await api().settle();
  return body.items[0].leadId;
};
const runIdOf = async (leadId: string): Promise<string> =>
  (await get(`/v1/leads/${leadId}/runs`)).body.items[0].runId;

/** A flow with three leads on version 1 and one on version 2. */
const twoVersions = async () => {
  await post('/v1/flows', { flowId: 'welcome', activate: true, ...definition() });
  const first = [await enter('a@example.com'), await enter('b@example.com'), await enter('c@example.com')];
  await put('/v1/flows/welcome', newVersion);
  await post('/v1/flows/welcome/activate');
  return { first, second: await enter('d@example.com') };
};
const counts = async () => {
  await api().settle();
  return (await get('/v1/flows/welcome/versions')).body.items;
};
const move = (body: object, options = {}) => post('/v1/flows/welcome/move', body, options);

describe('GET /v1/flows/:id/versions', () => {
  test('shows every version with the runs that are on it', async () => {
    await twoVersions();
    expect((await get('/v1/flows/welcome/versions', { as: 'analyst' })).body).toEqual({
      flowId: 'welcome',
      items: [
        { version: 1, name: 'Welcome', isEntered: false, activeRuns: 3 },
        { version: 2, name: 'Welcome 2', isEntered: true, activeRuns: 1 },
      ],
    });
    await post('/v1/flows/welcome/pause');
    expect(await counts()).toMatchObject([{ isEntered: false }, { isEntered: false, activeRuns: 1 }]);
  });

  test('does not count runs that are over', async () => {
    const { second } = await twoVersions();
    await post(`/v1/runs/${await runIdOf(second)}/cancel`);
    expect(await counts()).toMatchObject([{ activeRuns: 3 }, { activeRuns: 0 }]);
  });

  test('of a flow that does not exist is 404', async () => {
    expect((await get('/v1/flows/nothing/versions')).status).toBe(404);
  });
});

describe('POST /v1/flows/:id/move', () => {
  test('moves the runs that are named, and both versions show it', async () => {
    const { first, second } = await twoVersions();
    const [runId, there] = [await runIdOf(first[0] ?? ''), await runIdOf(second)];
    const answer = await move({ fromVersion: 1, toVersion: 2, runIds: [runId, there, nobody] });
    expect(answer.status).toBe(200);
    expect(answer.body.moved).toBe(1);
    expect(answer.body.items).toHaveLength(3);
    expect(answer.body.items).toEqual(
      expect.arrayContaining([
        { status: 'moved', runId, leadId: first[0], fromVersion: 1 },
        {
          status: 'not-moved',
          runId: there,
          leadId: second,
          reason: { code: 'there-already', message: 'The run is on this version already.' },
        },
        {
          status: 'not-moved',
          runId: nobody,
          reason: { code: 'no-such-run', message: 'There is no such run.' },
        },
      ]),
    );
    expect(await counts()).toMatchObject([{ activeRuns: 2 }, { activeRuns: 2 }]);

    const headers = { 'leadline-wait-for': answer.headers.get('leadline-position') ?? '' };
    const { body } = await get(`/v1/runs/${runId}`, { headers });
    expect(body).toMatchObject({
      flowVersion: 2,
      name: 'Welcome 2',
      moves: [{ at: '2026-03-01T09:00:00.000Z', from: 1, to: 2, by: { kind: 'api-key' } }],
      steps: [
        { action: { settings: { text: 'new' } }, status: 'scheduled', dueAt: '2026-03-04T09:00:00.000Z' },
        { action: { settings: { text: 'more' } }, status: 'scheduled', dueAt: '2026-03-06T09:00:00.000Z' },
      ],
    });
    const moved = stored().find(({ type }) => type === 'RunMoved');
    expect(moved?.data).toEqual({ runId, flowVersion: 2, stepCount: 2 });
  });

  test('moves the runs of leads, and says which of them are not inside', async () => {
    const { first } = await twoVersions();
    const [leadId] = first;
    const other = (await post('/v1/leads', { email: 'z@example.com' })).body.leadId;
    const { body } = await move({ toVersion: 2, leadIds: [leadId, leadId, other, nobody] });
    expect(body.items).toMatchObject([
      { status: 'moved', leadId },
      { status: 'not-moved', leadId: other, reason: { code: 'not-inside' } },
      { status: 'not-moved', leadId: nobody, reason: { code: 'not-inside' } },
    ]);
  });

  test('moves all, page by page', async () => {
    const { first } = await twoVersions();
    const page = await move({ fromVersion: 1, toVersion: 2, all: true, limit: 2 });
    expect(page.body.moved).toBe(2);
    await api().settle();
    const rest = await move({ fromVersion: 1, toVersion: 2, all: true, limit: 2, after: page.body.next });
    expect(rest.body.moved).toBe(1);
    expect(rest.body.next).toBeUndefined();
    const moved = [...page.body.items, ...rest.body.items].map(({ leadId }: { leadId: string }) => leadId);
    expect(moved.sort()).toEqual([...first].sort());
    expect(await counts()).toMatchObject([{ activeRuns: 0 }, { activeRuns: 4 }]);
    expect((await move({ fromVersion: 1, toVersion: 2, all: true })).body).toEqual({ moved: 0, items: [] });
  });

  test('answers the same to a request that is sent again', async () => {
    await twoVersions();
    const options = { headers: { 'idempotency-key': 'move-1' } };
    const body = { fromVersion: 1, toVersion: 2, all: true };
    const once = await move(body, options);
    const again = await move(body, options);
    expect(again.body).toEqual(once.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(stored().filter(({ type }) => type === 'RunMoved')).toHaveLength(3);
  });

  test.each([
    ['nothing to move', {}, ['runIds is missing: name runIds or leadIds, or say all']],
    ['two kinds of names', { runIds: [nobody], all: true }, ['all cannot stand beside runIds']],
    ['no names', { leadIds: [] }, ['leadIds must have 1 to 1000 items, has 0']],
    ['a cursor without all', { runIds: [nobody], after: 'x' }, ['after goes with all only']],
    ['a limit without all', { leadIds: [nobody], limit: 5 }, ['limit goes with all only']],
    ['a limit that is too high', { all: true, limit: 1001 }, ['limit must be a whole number from 1 to 1000']],
  ])('refuses %s', async (_name, body, faults) => {
    const answer = await move({ toVersion: 2, ...body });
    expect(answer.status).toBe(400);
    expect(faultsOf(answer)).toEqual(faults);
  });

  test('refuses versions that are not there or would fail, and changes nothing', async () => {
    await twoVersions();
    const unfinished = definition({ exit: { any: [{ type: 'not-chosen' }] } });
    await put('/v1/flows/welcome', unfinished);
    const before = stored().length;
    const answer = await move({ toVersion: 3, all: true });
    expect(answer.status).toBe(422);
    expect(pathsOf(answer)).toEqual(['exit.any[0].type']);
    expect((await move({ toVersion: 4, all: true })).status).toBe(404);
    expect((await post('/v1/flows/nothing/move', { toVersion: 1, all: true })).status).toBe(404);
    expect(stored()).toHaveLength(before);
  });
});

describe('a goal and an exit rule', () => {
  const rules = {
    goal: { type: 'has-tag', tag: 'bought' },
    exit: { not: { type: 'has-product', productId: 'X' } },
  };

  test('are kept with the flow, and a run that they end shows what was found', async () => {
    await post('/v1/products', { productId: 'X', name: 'X' });
    const flow = { flowId: 'welcome', activate: true, ...definition(rules) };
    expect((await post('/v1/flows', flow)).body).toMatchObject(rules);
    const leadId = await enter('a@example.com');
    const { body } = await get(`/v1/runs/${await runIdOf(leadId)}`);
    expect(body).toMatchObject({
      status: 'exited',
      steps: [{ status: 'cancelled', reason: { code: 'exited' } }],
      evaluation: {
        holds: true,
        explanation: { type: 'not', of: [{ type: 'has-product', holds: false, found: [] }] },
      },
    });
  });

  test('are checked as the conditions of steps are', async () => {
    const wrong = { goal: { type: 'has-tagg' }, exit: { all: [] } };
    expect(pathsOf(await post('/v1/flows', definition(wrong)))).toEqual(['exit.all']);
    expect(pathsOf(await post('/v1/flows', definition({ goal: wrong.goal })))).toEqual(['goal.type']);
    const missing = await post('/v1/flows', { activate: true, ...definition(rules) });
    expect(missing.status).toBe(422);
    expect(faultsOf(missing)).toEqual(['exit.not.productId there is no product “X”']);
    const unfinished = { flowId: 'draft', ...definition({ goal: { type: 'not-chosen' } }) };
    expect((await post('/v1/flows', unfinished)).status).toBe(201);
    expect(pathsOf(await post('/v1/flows/draft/activate'))).toEqual(['goal.type']);
  });
});
