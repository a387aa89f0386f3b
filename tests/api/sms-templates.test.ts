import { describe, expect, test } from 'vitest';
import { refusal } from '../support/recording-gateways.js';
import { faultsOf, pathsOf, useApi } from './support/use-api.js';

const { get, post, put, api, storedTypes } = useApi();

const thanks = { name: 'Thanks', text: 'Thank you, {{ contact.firstName }}!' };
const create = (more: object = {}) => post('/v1/sms-templates', { templateId: 'thanks', ...thanks, ...more });
const newLead = async (attributes: object): Promise<string> =>
  (await post('/v1/leads', { externalId: 'ada', attributes })).body.leadId;

describe('SMS templates', () => {
  test('are created, revised, read version by version, and listed', async () => {
    const created = await create();
    expect(created.status).toBe(201);
    expect(created.body).toEqual({ templateId: 'thanks', version: 1, ...thanks });
    expect((await create()).status).toBe(200);
    const revised = { ...thanks, text: 'Thanks!', description: 'Shorter' };
    expect((await put('/v1/sms-templates/thanks', revised)).body).toMatchObject({
      version: 2,
      text: 'Thanks!',
    });
    expect((await get('/v1/sms-templates/thanks?version=1')).body).toMatchObject(thanks);
    await api().settle();
    expect((await get('/v1/sms-templates')).body.items).toMatchObject([{ templateId: 'thanks', version: 2 }]);
  });

  test('are not revised over somebody else’s version', async () => {
    await create();
    await put('/v1/sms-templates/thanks', { ...thanks, text: 'Thanks!' });
    const late = await put('/v1/sms-templates/thanks', thanks, { headers: { 'if-match': '"1"' } });
    expect(late.status).toBe(412);
  });

  test.each([
    [{ text: '{{ contact.firstName' }, 'text'],
    [{ text: '{% include "x" %}' }, 'text'],
    [{ text: '' }, 'text'],
    [{ text: 'a'.repeat(1601) }, 'text'],
    [{ name: '' }, 'name'],
    [{ body: 'x' }, 'body'],
  ])('that would fail later are refused: %j', async (changes, path) => {
    const answer = await create(changes);
    expect(answer.status).toBe(400);
    expect(pathsOf(answer)).toEqual([path]);
    await create();
    expect((await put('/v1/sms-templates/thanks', { ...thanks, ...changes })).status).toBe(400);
    expect(storedTypes()).toEqual(['SmsTemplateCreated']);
  });
});

describe('the preview of an SMS template', () => {
  test('has the values of a lead, and says what it takes', async () => {
    await create();
    const leadId = await newLead({ firstName: 'Ада' });
    expect((await post('/v1/sms-templates/thanks/preview', { leadId })).body).toEqual({
      text: 'Thank you, Ада!',
      encoding: 'UCS-2',
      segments: 1,
    });
    expect((await post('/v1/sms-templates/thanks/preview', {})).body).toEqual({
      text: 'Thank you, #Contact | First name #!',
      encoding: 'GSM-7',
      segments: 1,
    });
  });

  test('is that of an earlier version where one is named', async () => {
    await create();
    await put('/v1/sms-templates/thanks', { ...thanks, text: '€'.repeat(100) });
    expect((await post('/v1/sms-templates/thanks/preview', { version: 1 })).body.segments).toBe(1);
    expect((await post('/v1/sms-templates/thanks/preview', {})).body.segments).toBe(2);
    expect((await post('/v1/sms-templates/thanks/preview', { version: 3 })).status).toBe(404);
  });

  test('says why there is none', async () => {
    expect((await post('/v1/sms-templates/thanks/preview', {})).status).toBe(404);
    await create({ text: '{{ contact.name | default: "" }}' });
    const empty = await post('/v1/sms-templates/thanks/preview', {});
    expect(empty.status).toBe(422);
    expect(pathsOf(empty)).toEqual(['text']);
    const nobody = '018f3c00-0000-7000-8000-000000000000';
    const unknown = await post('/v1/sms-templates/thanks/preview', { leadId: nobody });
    expect([unknown.status, faultsOf(unknown)]).toEqual([400, ['leadId is not the id of a lead']]);
  });
});

describe('a test of an SMS template', () => {
  test('is sent now, and nothing about it is recorded', async () => {
    await create();
    const leadId = await newLead({ firstName: 'Ada', phone: '+12025550111' });
    const before = storedTypes().length;
    const answer = await post('/v1/sms-templates/thanks/test', { to: '(202) 555-0123', leadId });
    expect(answer.body).toEqual({ status: 'delivered', answer: 'SM1' });
    expect(api().sent.texts).toEqual([
      {
        channel: 'sms',
        connectionId: 'default',
        messageId: expect.stringMatching(/^test\./),
        from: '+15005550006',
        to: '+12025550123',
        text: 'Thank you, Ada!',
        segments: 1,
      },
    ]);
    expect(storedTypes()).toHaveLength(before);
  });

  test('says what the provider says', async () => {
    await create();
    api().sent.answerNext(refusal('permanent', 'wrong-number'), refusal('unknown'));
    const test = () => post('/v1/sms-templates/thanks/test', { to: '+12025550123', connectionId: 'second' });
    expect((await test()).body).toEqual({
      status: 'refused',
      reason: { code: 'wrong-number', message: 'The provider says permanent.' },
    });
    expect((await test()).body).toMatchObject({ status: 'unknown' });
  });

  test.each([
    [{ to: 'ask me' }, 422, 'to'],
    [{ to: '0170 1234567' }, 422, 'to'],
    [{ to: '+12025550123', from: '+12025550111' }, 422, 'from'],
    [{ to: '+12025550123', connectionId: 'third' }, 422, 'connectionId'],
    [{ to: '' }, 400, 'to'],
    [{}, 400, 'to'],
    [{ to: '+12025550123', from: 'me' }, 400, 'from'],
  ])('is refused with %j', async (body, status, path) => {
    await create();
    const answer = await post('/v1/sms-templates/thanks/test', body);
    expect([answer.status, pathsOf(answer)]).toEqual([status, [path]]);
    expect(api().sent.texts).toEqual([]);
  });

  test('is not sent to somebody who has opted out', async () => {
    await create();
    await post('/v1/suppressions', { address: { channel: 'sms', address: '+12025550123' } });
    const answer = await post('/v1/sms-templates/thanks/test', { to: '+12025550123' });
    expect([answer.status, pathsOf(answer)]).toEqual([422, ['to']]);
  });
});
