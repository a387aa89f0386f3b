import { describe, expect, test } from 'vitest';
import { pathsOf, useApi } from './support/use-api.js';

const { get, post, api } = useApi();

const ada = { channel: 'email', address: 'ada@example.com' };

describe('suppressions', () => {
  test('are made, listed and released', async () => {
    expect((await post('/v1/suppressions', { address: ada, reason: 'asked on the phone' })).body).toEqual({
      address: ada,
      suppressed: true,
    });
    expect((await post('/v1/suppressions', { address: ada })).status).toBe(200);
    await api().settle();
    const { items } = (await get('/v1/suppressions')).body;
    expect(items).toMatchObject([{ ...ada, reason: { code: 'by-hand', message: 'asked on the phone' } }]);
    expect((await post('/v1/suppressions/release', { address: ada })).body.suppressed).toBe(false);
    await api().settle();
    expect((await get('/v1/suppressions')).body.items).toEqual([]);
  });

  test.each([
    [{ channel: 'email', address: 'no address' }, 'address.address'],
    [{ channel: 'sms', address: 'ada@example.com' }, 'address.address'],
    [{ channel: 'fax', address: '+4930901820' }, 'address.channel'],
    [{ address: 'ada@example.com' }, 'address.channel'],
  ])('name an address of their channel: %j', async (address, path) => {
    const answer = await post('/v1/suppressions', { address });
    expect(answer.status).toBe(400);
    expect(pathsOf(answer)).toEqual([path]);
  });
});

describe('consent', () => {
  test('is given and withdrawn, channel by channel', async () => {
    const { leadId } = (await post('/v1/leads', { email: 'ada@example.com' })).body;
    const change = (body: object) => post(`/v1/leads/${leadId}/consent`, body);
    await change({ channel: 'email', consent: 'given', source: 'form' });
    const withdrawn = await change({ channel: 'sms', consent: 'withdrawn' });
    expect(withdrawn.status).toBe(200);
    const { items } = (await get(`/v1/leads/${leadId}/history`)).body;
    expect(items.slice(1)).toMatchObject([
      { type: 'ConsentGiven', data: { channel: 'email', source: 'form' } },
      { type: 'ConsentWithdrawn', data: { channel: 'sms', source: 'api' } },
    ]);
    expect((await change({ channel: 'post', consent: 'perhaps' })).status).toBe(400);
  });
});
