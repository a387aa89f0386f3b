import { describe, expect, test } from 'vitest';
import { pathsOf, useApi } from './support/use-api.js';

const { get, put, storedTypes } = useApi();
const path = '/v1/sending-policy';

describe('the sending policy', () => {
  test('is empty until somebody makes one, and is changed on the version that was seen', async () => {
    expect((await get(path)).body).toEqual({ version: 0 });
    const policy = {
      sms: { consent: 'opt-in', quietHours: { from: '21:00', to: '08:00', timeZone: 'Europe/Berlin' } },
    };
    expect((await put(path, policy, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    const made = await put(path, policy, { headers: { 'if-match': '"0"' } });
    expect([made.status, made.body, made.headers.get('etag')]).toEqual([
      200,
      { version: 1, ...policy },
      '"1"',
    ]);
    expect((await put(path, {}, { headers: { 'if-match': '"0"' } })).status).toBe(412);
    expect((await put(path, {}, { headers: { 'if-match': '"1"' } })).body).toEqual({ version: 2 });
    expect((await put(path, {})).body).toEqual({ version: 2 });
    expect((await get(path, { as: 'analyst' })).body).toEqual({ version: 2 });
    expect(storedTypes()).toEqual(['SendingPolicyCreated', 'SendingPolicyRevised']);
  });

  test.each([
    [{ fax: {} }, ['fax']],
    [{ email: { consent: 'maybe' } }, ['email.consent']],
    [{ email: { quietHours: { from: '08:00', to: '08:00' } } }, ['email.quietHours.to']],
    [{ sms: { perLead: [{ max: 0, per: 'P1D' }] } }, ['sms.perLead[0].max']],
    [{ sms: { perLead: [{ max: 101, per: 'P1D' }] } }, ['sms.perLead[0].max']],
    [{ sms: { perLead: [{ max: 1, per: 'P1M' }] } }, ['sms.perLead[0].per']],
    [{ sms: { perLead: [{ max: 1, per: 'P32D' }] } }, ['sms.perLead[0].per']],
    [{ sms: { perLead: [{ max: 1, per: 'PT0S' }] } }, ['sms.perLead[0].per']],
    [
      {
        sms: {
          perLead: [
            { max: 1, per: 'PT1H' },
            { max: 1, per: 'P1D' },
          ],
        },
      },
      ['sms.perLead[0]'],
    ],
    [{ phone: { quietHours: { from: '00:00', to: '24:00' } } }, ['phone.quietHours.days']],
    [{ phone: { throttle: { max: 1, per: 'PT1S' } } }, ['phone.throttle']],
  ])('that makes no sense is refused with every path: %j', async (policy, paths) => {
    const answer = await put(path, policy);
    expect([answer.status, [...pathsOf(answer)]]).toEqual([400, paths]);
    expect(storedTypes()).toEqual([]);
  });
});

describe('the API description', () => {
  test('says what quiet hours are made of', async () => {
    const { body } = await get('/openapi.json');
    expect(body.components.schemas.QuietHours).toMatchObject({
      type: 'object',
      required: ['from', 'to'],
      properties: { timeZone: { default: 'lead' }, days: { type: 'array', minItems: 1, maxItems: 7 } },
      additionalProperties: false,
    });
  });
});
