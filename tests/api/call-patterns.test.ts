import { describe, expect, test } from 'vitest';
import { refusal } from '../support/recording-gateways.js';
import { pathsOf, useApi } from './support/use-api.js';

const { get, post, put, api, storedTypes } = useApi();

const welcome = {
  name: 'Welcome',
  script: [
    { type: 'say', text: 'Hello, {{ contact.firstName }}.', language: 'en' },
    { type: 'pause', seconds: 2 },
    { type: 'connect', number: '+12025550199' },
  ],
  record: true,
};
const create = (more: object = {}) =>
  post('/v1/call-patterns', { patternId: 'welcome', ...welcome, ...more });
const call = (body: object) => post('/v1/call-patterns/welcome/test', body);

describe('call patterns', () => {
  test('are created, revised, read version by version, and listed', async () => {
    expect((await create()).body).toEqual({ patternId: 'welcome', version: 1, ...welcome });
    const revised = { ...welcome, record: false };
    expect((await put('/v1/call-patterns/welcome', revised)).body).toMatchObject({
      version: 2,
      record: false,
    });
    expect((await get('/v1/call-patterns/welcome?version=1')).body).toMatchObject({ record: true });
    await api().settle();
    expect((await get('/v1/call-patterns')).body.items).toMatchObject([{ patternId: 'welcome', version: 2 }]);
  });

  test.each([
    [{ script: [] }, 'script'],
    [{ script: [welcome.script[1], { type: 'say', text: '{{ x' }] }, 'script[1].text'],
    [{ script: [{ type: 'say' }] }, 'script[0].text'],
    [{ script: [{ type: 'pause', seconds: 0 }] }, 'script[0].seconds'],
    [{ script: [{ type: 'connect', number: '{{ contact.phone }}' }] }, 'script[0].number'],
    [{ from: 'us' }, 'from'],
  ])('that would fail later are refused: %j', async (changes, path) => {
    const answer = await create(changes);
    expect([answer.status, pathsOf(answer)]).toEqual([400, [path]]);
    expect(storedTypes()).toEqual([]);
  });
});

describe('a test of a call pattern', () => {
  test('calls now, and nothing about it is recorded', async () => {
    await create();
    const attributes = { firstName: 'Ada' };
    const { leadId } = (await post('/v1/leads', { externalId: 'ada', attributes })).body;
    const before = storedTypes().length;
    const answer = await call({ to: '202-555-0123', leadId, connectionId: 'second' });
    expect(answer.body).toEqual({ status: 'delivered', answer: 'CA1' });
    expect(api().sent.calls).toEqual([
      {
        channel: 'phone',
        connectionId: 'second',
        messageId: expect.stringMatching(/^test\./),
        from: '+15005550006',
        to: '+12025550123',
        script: [{ type: 'say', text: 'Hello, Ada.', language: 'en' }, ...welcome.script.slice(1)],
        record: true,
      },
    ]);
    expect(storedTypes()).toHaveLength(before);
  });

  test('goes through the connection of the pattern, unless another one is named', async () => {
    await create({ connectionId: 'second' });
    await call({ to: '+12025550123' });
    await call({ to: '+12025550123', connectionId: 'default' });
    expect(api().sent.calls.map(({ connectionId }) => connectionId)).toEqual(['second', 'default']);
  });

  test('is that of an earlier version where one is named', async () => {
    await create();
    await put('/v1/call-patterns/welcome', { ...welcome, script: [{ type: 'hang-up' }] });
    await call({ to: '+12025550123', version: 1 });
    await call({ to: '+12025550123' });
    expect(api().sent.calls.map(({ script }) => script.length)).toEqual([3, 1]);
    expect((await call({ to: '+12025550123', version: 3 })).status).toBe(404);
  });

  test('says what the provider says', async () => {
    await create();
    api().sent.answerNext(refusal('transient', 'twilio-20429'));
    expect((await call({ to: '+12025550123' })).body).toEqual({
      status: 'refused',
      reason: { code: 'twilio-20429', message: 'The provider says transient.' },
    });
  });

  test.each([
    [{ to: 'ask me' }, 422, 'to'],
    [{ to: '+12025550123', from: '+12025550111' }, 422, 'from'],
    [{ to: '+12025550123', connectionId: 'third' }, 422, 'connectionId'],
    [{ to: '+12025550123', leadId: '018f3c00-0000-7000-8000-000000000000' }, 400, 'leadId'],
    [{}, 400, 'to'],
  ])('is refused with %j', async (body, status, path) => {
    await create();
    const answer = await call(body);
    expect([answer.status, pathsOf(answer)]).toEqual([status, [path]]);
    expect(api().sent.calls).toEqual([]);
  });

  test('is refused where the script is longer than the provider takes', async () => {
    await create({ script: Array.from({ length: 3 }, () => ({ type: 'say', text: 'a'.repeat(1500) })) });
    const answer = await call({ to: '+12025550123' });
    expect([answer.status, pathsOf(answer)]).toEqual([422, ['script']]);
  });

  test('of a pattern that there is not', async () => {
    expect((await call({ to: '+12025550123' })).status).toBe(404);
  });
});
