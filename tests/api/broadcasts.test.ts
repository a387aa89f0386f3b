import { describe, expect, test } from 'vitest';
import { refusal } from '../support/recording-gateways.js';
import { faultsOf, pathsOf, useApi } from './support/use-api.js';

const { get, post, api, stored, storedTypes } = useApi();

const spring = (changes: object = {}) => ({
  broadcastId: 'spring',
  name: 'Spring',
  action: { type: 'add-tag', tag: 'spring' },
  segment: { everyone: true },
  ...changes,
});

/** Leads of a country each, in the order of their ids. */
const leads = async (...countries: readonly string[]): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (const [no, country] of countries.entries()) {
    const email = `lead-${no}-${country}@example.com`;
    const { body } = await post('/v1/leads', { email, attributes: { country } });
    ids.push(body.leadId);
  }
  await api().settle();
  return ids.sort();
};
const inCountry = (value: string) => ({
  conditions: { type: 'attribute', attribute: 'country', op: 'equals', value },
});

const create = async (changes: object = {}) => {
  const answer = await post('/v1/broadcasts', spring(changes));
  await api().settle();
  return answer;
};
const progressOf = async (id = 'spring') => (await get(`/v1/broadcasts/${id}`)).body.progress;

const vip = { type: 'has-tag', tag: 'vip' };

describe('POST /v1/broadcasts', () => {
  test('creates a broadcast that runs at once', async () => {
    await leads('DE', 'DE', 'FR');
    const answer = await post('/v1/broadcasts', spring({ segment: inCountry('DE') }));
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ ...spring({ segment: inCountry('DE') }), status: 'scheduled' });
    expect(answer.headers.get('location')).toBe('/v1/broadcasts/spring');
    await api().settle();
    const { body } = await get('/v1/broadcasts/spring');
    expect(body).toMatchObject({
      ...spring({ segment: inCountry('DE') }),
      status: 'completed',
      createdAt: '2026-03-01T09:00:00.000Z',
      startedAt: '2026-03-01T09:00:00.000Z',
      endedAt: '2026-03-01T09:00:00.000Z',
      progress: {
        total: 2,
        requested: 2,
        done: 2,
        secondsLeft: 0,
        outcomes: [{ outcome: 'succeeded', count: 2 }],
      },
    });
  });

  test('gives an id where none is given', async () => {
    const { broadcastId: _, ...rest } = spring();
    const { status, body } = await post('/v1/broadcasts', rest);
    expect(status).toBe(201);
    expect(body.broadcastId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('the same again is 200, another one with its id 409', async () => {
    await leads('DE');
    await create();
    expect((await create()).status).toBe(200);
    const other = await post('/v1/broadcasts', spring({ name: 'Summer' }));
    expect(other.status).toBe(409);
    expect(other.body.detail).toContain('spring');
    expect(storedTypes().filter((type) => type === 'ActionRequested')).toHaveLength(1);
  });

  test('takes a wall-clock time in a zone, and waits for it', async () => {
    await leads('DE');
    const { body } = await create({ at: '2026-03-30T09:00', timeZone: 'Europe/Berlin' });
    expect(body).toMatchObject({
      status: 'scheduled',
      at: '2026-03-30T07:00:00.000Z',
      timeZone: 'Europe/Berlin',
    });
    expect((await get('/v1/broadcasts/spring')).body).toMatchObject({
      status: 'scheduled',
      progress: { requested: 0, done: 0, outcomes: [] },
    });
  });

  test.each([
    ['no name', { name: undefined }, ['name']],
    ['an unknown property', { colour: 'red' }, ['colour']],
    ['a wrong id', { broadcastId: 'has space' }, ['broadcastId']],
    ['an unknown action', { action: { type: 'sing' } }, ['action.type']],
    [
      'wrong settings',
      { action: { type: 'add-tag', tag: '', colour: 'red' } },
      ['action.tag', 'action.colour'],
    ],
    ['a text that does not parse', { action: { type: 'make-note', text: '{{ oops' } }, ['action.text']],
    ['nobody', { segment: {} }, ['segment']],
    ['everyone and not everyone', { segment: { everyone: true, listId: 'x' } }, ['segment.everyone']],
    ['an unknown condition', { segment: { conditions: { type: 'moon' } } }, ['segment.conditions.type']],
    [
      'a wrong condition deep inside',
      { segment: { conditions: { any: [{ not: { type: 'has-tag' } }] } } },
      ['segment.conditions.any[0].not.tag'],
    ],
    [
      'a contradiction',
      { segment: { conditions: { all: [vip, { not: { any: [vip, vip] } }] } } },
      ['segment.conditions.all[1].not.any[0]', 'segment.conditions.all[1].not.any[1]'],
    ],
    ['an operator', { segment: { conditions: { ...vip, $where: '1' } } }, ['segment.conditions.$where']],
    [
      'a regular expression for a pattern',
      { segment: { conditions: { type: 'visited-page', url: '(?:a|b)' } } },
      ['segment.conditions.url'],
    ],
    [
      'more conditions than there may be',
      { segment: { conditions: { any: Array.from({ length: 201 }, () => vip) } } },
      ['segment.conditions'],
    ],
    ['a date', { at: '2026-03-30' }, ['at']],
    ['a time that is over', { at: '2026-03-01T08:00:00Z' }, ['at']],
    ['a wrong time zone', { timeZone: 'Europe/Atlantis' }, ['timeZone']],
    ['a throttle of nobody', { throttle: { max: 0, per: 'PT1M' } }, ['throttle.max']],
    ['a throttle of no time', { throttle: { max: 1, per: 'PT0S' } }, ['throttle.per']],
  ])('refuses %s with its path', async (_name, change, paths) => {
    const answer = await post('/v1/broadcasts', spring(change));
    expect(answer.status).toBe(400);
    expect(pathsOf(answer)).toEqual(paths);
    expect(storedTypes()).toEqual([]);
  });

  test('refuses what names something that is not there', async () => {
    const answer = await post(
      '/v1/broadcasts',
      spring({
        action: { type: 'send-email', templateId: 'gone' },
        segment: { listId: 'news', conditions: { type: 'has-product', productId: 'X' } },
      }),
    );
    expect(answer.status).toBe(422);
    expect(faultsOf(answer)).toEqual([
      'action.templateId there is no template “gone”',
      'segment.conditions.productId there is no product “X”',
      'segment.listId there is no broadcast list “news”',
    ]);
  });

  test('with an Idempotency-Key may be sent again', async () => {
    await leads('DE');
    const { broadcastId: _, ...rest } = spring();
    const options = { headers: { 'idempotency-key': 'spring-2026' } };
    const first = await post('/v1/broadcasts', rest, options);
    const again = await post('/v1/broadcasts', rest, options);
    expect(again.body).toEqual(first.body);
    await api().settle();
    expect(storedTypes().filter((type) => type === 'BroadcastCreated')).toHaveLength(1);
  });
});

describe('GET /v1/broadcasts', () => {
  test('lists all by id, page by page', async () => {
    for (const broadcastId of ['b', 'a', 'c']) await create({ broadcastId });
    const first = await get('/v1/broadcasts?limit=2');
    expect(first.body.items.map((item: { broadcastId: string }) => item.broadcastId)).toEqual(['a', 'b']);
    const second = await get(`/v1/broadcasts?limit=2&after=${first.body.next}`);
    expect(second.body.items).toMatchObject([{ broadcastId: 'c', status: 'completed' }]);
    expect(second.body.next).toBeUndefined();
  });

  test('of an id that nobody gave is 404', async () => {
    for (const path of ['', '/members', '/members?outcome=waiting', '/members?outcome=failed'])
      expect((await get(`/v1/broadcasts/nobody${path}`)).status).toBe(404);
    for (const verb of ['pause', 'resume', 'cancel'])
      expect((await post(`/v1/broadcasts/nobody/${verb}`)).status).toBe(404);
  });
});

describe('the progress', () => {
  test('tells how fast it goes and how long it will take', async () => {
    await leads('DE', 'DE', 'DE', 'DE', 'DE');
    await create({ throttle: { max: 2, per: 'PT1H' } });
    api().advance(4000);
    expect(await progressOf()).toEqual({
      total: 5,
      requested: 2,
      done: 2,
      ratePerSecond: 0.5,
      secondsLeft: 6,
      outcomes: [{ outcome: 'succeeded', count: 2 }],
    });
  });
});

describe('GET /v1/broadcasts/:id/members', () => {
  type Item = { readonly leadId: string; readonly outcome: string };
  const membersOf = async (query = '') => (await get(`/v1/broadcasts/spring/members${query}`)).body;
  const ofPage = ({ items }: { readonly items: readonly Item[] }) =>
    items.map(({ leadId, outcome }) => [leadId, outcome]);

  test('shows each with its outcome and the reason for it', async () => {
    const ids = await leads('DE', 'DE', 'DE', 'DE');
    api().sent.answerNext('delivered', refusal('permanent', 'mailbox-full'), refusal('transient', 'busy'));
    await create({
      action: { type: 'send-email', subject: 'Hi', text: 'Hello' },
      throttle: { max: 3, per: 'PT1H' },
    });
    const page = await membersOf();
    expect(page.items.map(({ leadId }: Item) => leadId)).toEqual(ids);
    expect(page.items.map(({ outcome }: Item) => outcome).sort()).toEqual([
      'failed',
      'running',
      'succeeded',
      'waiting',
    ]);
    const [failed] = (await membersOf('?outcome=failed')).items;
    expect(failed).toMatchObject({
      outcome: 'failed',
      reason: { code: 'mailbox-full' },
      endedAt: '2026-03-01T09:00:00.000Z',
    });
    expect((await get(`/v1/runs/${failed.runId}`)).body).toMatchObject({
      leadId: failed.leadId,
      name: 'Spring',
    });
    const [waiting] = (await membersOf('?outcome=waiting')).items;
    expect(waiting).toEqual({ leadId: ids[3], outcome: 'waiting' });
    expect((await membersOf('?outcome=skipped')).items).toEqual([]);
  });

  test.each(['', 'outcome=succeeded&', 'outcome=waiting&'])('goes by pages: %s', async (query) => {
    const ids = await leads('DE', 'DE', 'DE', 'DE', 'DE', 'DE', 'DE');
    await create({ throttle: { max: 4, per: 'PT1H' } });
    const wanted = query.includes('succeeded')
      ? ids.slice(0, 4)
      : query.includes('waiting')
        ? ids.slice(4)
        : ids;
    const seen: string[] = [];
    let after = '';
    for (;;) {
      const page = await membersOf(`?${query}limit=2${after}`);
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...ofPage(page).map(([leadId]) => leadId ?? ''));
      if (page.next === undefined) break;
      after = `&after=${page.next}`;
    }
    expect(seen.sort()).toEqual(wanted);
  });

  test('refuses an outcome that is none, and a place that is none', async () => {
    await create();
    expect(pathsOf(await get('/v1/broadcasts/spring/members?outcome=happy'))).toEqual(['outcome']);
    expect(pathsOf(await get('/v1/broadcasts/spring/members?after=x'))).toEqual(['after']);
  });
});

describe('pause, resume and cancel', () => {
  test('pauses, resumes and cancels, each once', async () => {
    await leads('DE', 'DE', 'DE');
    await create({ throttle: { max: 1, per: 'PT1H' } });
    const steer = async (verb: string) => {
      const { status, body } = await post(`/v1/broadcasts/spring/${verb}`);
      await api().settle();
      return [status, body.status];
    };
    expect(await steer('pause')).toEqual([200, 'paused']);
    expect(await steer('pause')).toEqual([200, 'paused']);
    expect((await get('/v1/broadcasts/spring')).body.status).toBe('paused');
    expect(await steer('resume')).toEqual([200, 'running']);
    expect(await steer('cancel')).toEqual([200, 'cancelled']);
    expect(await steer('cancel')).toEqual([200, 'cancelled']);
    expect((await steer('resume'))[0]).toBe(409);
    const types = stored().flatMap(({ type, stream }) => (stream === 'broadcast-spring' ? [type] : []));
    expect(types.slice(-3)).toEqual(['BroadcastPaused', 'BroadcastResumed', 'BroadcastCancelled']);
    expect(await progressOf()).toMatchObject({ total: 3, requested: 1, done: 1 });
  });

  test('says why what is over cannot be cancelled', async () => {
    await create();
    const answer = await post('/v1/broadcasts/spring/cancel');
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      type: '/problems/not-allowed',
      detail: 'This broadcast is completed.',
    });
  });
});
