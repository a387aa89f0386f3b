import { describe, expect, test } from 'vitest';
import { useApi } from './support/use-api.js';

const { get, post, api } = useApi();

const discount = { type: 'percent', percent: 10 };
const offer = { type: 'create-special-offer', code: 'TEN', discount, products: ['shoes'] };

/** A lead, and what the actions below name. */
const setUp = async (): Promise<string> => {
  await post('/v1/products', { productId: 'shoes', name: 'Shoes' });
  await post('/v1/lists', { listId: 'news', name: 'Newsletter' });
  const steps = [{ action: { type: 'make-note', text: 'x' }, when: { type: 'delay', delay: 'P1D' } }];
  const trigger = { type: 'form-submitted', formId: 'never' };
  await post('/v1/flows', { flowId: 'follow', name: 'Follow', activate: true, trigger, steps });
  const { body } = await post('/v1/leads', { email: 'ann@example.com' });
  return body.leadId;
};

const ask = async (leadId: string, action: object) => {
  const { status, body } = await post(`/v1/leads/${leadId}/commands`, action, { as: 'client' });
  await api().settle();
  return { status, body };
};

/** In one row: what is asked for before, what is asked for, and what is answered. */
const table: readonly (readonly [before: readonly object[], action: object, answer: object])[] = [
  [[], { type: 'add-product', productId: 'shoes' }, { result: { productId: 'shoes' } }],
  [
    [{ type: 'add-product', productId: 'shoes' }],
    { type: 'remove-product', productId: 'shoes' },
    { result: { productId: 'shoes' } },
  ],
  [[], { type: 'remove-product', productId: 'shoes' }, { reason: { code: 'no-such-product-on-lead' } }],
  [[], { type: 'add-to-broadcast-list', listId: 'news' }, { result: { listId: 'news' } }],
  [[], { type: 'remove-from-broadcast-list', listId: 'news' }, { result: { listId: 'news', already: true } }],
  [[], offer, { result: { code: 'TEN', updated: false } }],
  [[offer], { ...offer, code: 'TWO' }, { result: { code: 'TWO', updated: true } }],
  [[offer], { type: 'remove-special-offer' }, { result: { code: 'TEN' } }],
  [[], { type: 'remove-special-offer' }, { reason: { code: 'no-offer' } }],
  [[], { type: 'start-follow-up', flowId: 'follow' }, { result: { flowId: 'follow' } }],
  [
    [{ type: 'start-follow-up', flowId: 'follow' }],
    { type: 'start-follow-up', flowId: 'follow' },
    { reason: { code: 'already-inside' } },
  ],
  [
    [{ type: 'start-follow-up', flowId: 'follow' }],
    { type: 'stop-follow-up', flowId: 'follow' },
    { result: { flowId: 'follow' } },
  ],
  [[], { type: 'stop-follow-up', flowId: 'follow' }, { reason: { code: 'not-inside' } }],
];

describe('POST /v1/leads/:id/commands', () => {
  test.each(table)('after %j, %j gives %j', async (before, action, answer) => {
    const leadId = await setUp();
    for (const earlier of before) await ask(leadId, earlier);
    const { status, body } = await ask(leadId, action);
    expect([status, body.status]).toEqual([200, 'result' in answer ? 'succeeded' : 'skipped']);
    expect(body).toMatchObject(answer);
  });

  test.each([
    [{ type: 'add-to-broadcast-list', listId: 'x' }, 'listId'],
    [{ type: 'remove-from-broadcast-list', listId: 'x' }, 'listId'],
    [{ type: 'add-product', productId: 'x' }, 'productId'],
    [{ ...offer, products: ['shoes', 'x'] }, 'products[1]'],
    [{ type: 'start-follow-up', flowId: 'x' }, 'flowId'],
    [{ type: 'stop-follow-up', flowId: 'x' }, 'flowId'],
  ])('refuses %j, which names what is not there', async (action, path) => {
    const { status, body } = await ask(await setUp(), action);
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ path }]);
  });

  test('shows the offer and the lists of the lead afterwards', async () => {
    const leadId = await setUp();
    await ask(leadId, { ...offer, expires: { after: 'P1D' } });
    await ask(leadId, { type: 'add-to-broadcast-list', listId: 'news' });
    expect((await get(`/v1/leads/${leadId}`)).body).toMatchObject({
      lists: ['news'],
      offer: { code: 'TEN', discount, products: ['shoes'], expiresAt: '2026-03-02T09:00:00.000Z' },
    });
  });
});
