import { describe, expect, test } from 'vitest';
import { activities } from '../../domain/lead/activity.js';
import { eventTriggerTypes, triggerTypes } from '../../rules/triggers/index.js';
import { faultsOf, pathsOf, useApi } from './support/use-api.js';

const { get, post, patch, send, api } = useApi();

const lead = { email: 'ada@example.com' };
const url = 'https://example.com/p';
const steps = [{ action: { type: 'make-note', text: 'x' }, when: { type: 'delay', delay: 'P1D' } }];
const createFlow = (trigger: object, flowId = 'flow') =>
  post('/v1/flows', { flowId, name: 'Flow', activate: true, trigger, steps });
const report = (type: string, data: object = {}) => post('/v1/events', { type, lead, data });

/** The flows that the lead is in, once everything has settled. */
const entered = async (): Promise<readonly string[]> => {
  await api().settle();
  const { items } = (await get(`/v1/leads?email=${lead.email}`)).body;
  const runs = await get(`/v1/leads/${items[0].leadId}/runs`);
  return runs.body.items.map(({ flowId }: { flowId: string }) => flowId).sort();
};

/** An activity, the settings of a trigger that it starts flows with, and others. */
const table: readonly (readonly [type: string, data: object, starts: object, does: object])[] = [
  [
    'form-submitted',
    { formId: 'f', fields: {}, pageId: 'p', url },
    { formId: 'f', pageId: 'p' },
    { formId: 'g' },
  ],
  [
    'order-form-submitted',
    {
      formId: 'f',
      fields: {},
      items: [{ productId: 'mug', quantity: 2, price: 5 }],
      total: 10,
      currency: 'EUR',
    },
    { productId: 'mug', where: [{ field: 'items.quantity', op: 'more-than', value: 1 }] },
    { productId: 'mug', where: [{ field: 'total', op: 'less-than', value: 10 }] },
  ],
  [
    'lead-ad-form-submitted',
    { platform: 'facebook', formId: 'urn:1', adId: 'a', campaignId: 'c', fields: { country: 'DE' } },
    { platform: 'facebook', where: [{ field: 'fields.country', op: 'in', value: ['de', 'at'] }] },
    { platform: 'facebook', where: [{ field: 'fields.country', op: 'not-equals', value: 'de' }] },
  ],
  [
    'page-visited',
    { url, pageId: 'p' },
    { pageId: 'p', where: [{ field: 'url', op: 'contains', value: 'example' }] },
    { where: [{ field: 'url', op: 'equals', value: 'https://example.com/q' }] },
  ],
  [
    'file-downloaded',
    { url, fileId: 'guide', name: 'Guide', pageId: 'p' },
    { fileId: 'guide' },
    { fileId: 'x' },
  ],
  [
    'added-to-cart',
    { productId: 'mug', quantity: 1, price: 5, currency: 'EUR' },
    { productId: 'mug' },
    { productId: 'x' },
  ],
  ['removed-from-cart', { productId: 'mug', cartId: 'c' }, { productId: 'mug' }, { productId: 'x' }],
  [
    'checkout-visited',
    { pageId: 'pay', items: [{ productId: 'mug' }] },
    { productId: 'mug' },
    { pageId: 'p' },
  ],
  ['thank-you-page-visited', { url, pageId: 'p', orderId: 'o-1' }, { pageId: 'p' }, { pageId: 'q' }],
  ['order-purchased', { items: [{ productId: 'mug' }] }, { productId: 'mug' }, { productId: 'x' }],
  [
    'custom-event',
    { name: 'quiz', attributes: { score: '9' } },
    { name: 'quiz', where: [{ field: 'attributes.score', op: 'between', value: [5, 10] }] },
    { name: 'quiz', where: [{ field: 'attributes.score', op: 'starts-with', value: '8' }] },
  ],
];

describe('a flow', () => {
  test.each(table)('is started by %s with the data %j', async (type, data, starts, does) => {
    await post('/v1/products', { productId: 'mug', name: 'Mug' });
    await createFlow({ type, ...starts }, 'this');
    await createFlow({ type }, 'any');
    await createFlow({ type, ...does }, 'other');
    await createFlow({ type, where: [{ field: '__proto__.x', op: 'exists' }] }, 'trap');
    const answer = await report(type, data);
    expect(answer.body).toMatchObject({ accepted: 1, items: [{ warnings: [] }] });
    expect(await entered()).toEqual(type === 'custom-event' ? ['this'] : ['any', 'this']);
  });

  test('is started by page-left by nobody; it is kept for others', async () => {
    const { body } = await report('page-left', { url, pageId: 'p', secondsOnPage: 30 });
    expect(body).toMatchObject({ accepted: 1 });
    const history = await get(`/v1/leads/${body.items[0].leadId}/history`);
    expect(history.body.items.at(-1)).toMatchObject({ type: 'PageLeft', data: { url, secondsOnPage: 30 } });
  });

  test('every activity that is a trigger is in the table', () => {
    const known = eventTriggerTypes.map(({ type }) => type);
    const own = activities.map(({ type }) => String(type)).filter((type) => known.includes(type));
    expect(own.sort()).toEqual(table.map(([type]) => type).sort());
  });

  test.each([
    [{ type: 'tag-added', tag: 'vip' }, { type: 'add-tag', tag: 'vip' }, undefined],
    [
      { type: 'tag-removed', tag: 'vip' },
      { type: 'remove-tag', tag: 'vip' },
      { type: 'add-tag', tag: 'vip' },
    ],
    [{ type: 'product-added', productId: 'mug' }, { type: 'add-product', productId: 'mug' }, undefined],
    [
      { type: 'product-removed', productId: 'mug' },
      { type: 'remove-product', productId: 'mug' },
      { type: 'add-product', productId: 'mug' },
    ],
    [{ type: 'added-to-list', listId: 'news' }, { type: 'add-to-broadcast-list', listId: 'news' }, undefined],
    [
      { type: 'removed-from-list', listId: 'news' },
      { type: 'remove-from-broadcast-list', listId: 'news' },
      { type: 'add-to-broadcast-list', listId: 'news' },
    ],
    [{ type: 'by-hand' }, { type: 'start-follow-up', flowId: 'flow' }, undefined],
  ])('is started by %j', async (trigger, command, before) => {
    await post('/v1/products', { productId: 'mug', name: 'Mug' });
    await post('/v1/lists', { listId: 'news', name: 'News' });
    await createFlow(trigger);
    const { leadId } = (await post('/v1/leads', lead)).body;
    const ask = async (action: object | undefined) => {
      if (action !== undefined) await post(`/v1/leads/${leadId}/commands`, action);
      return (await entered()).filter((flowId) => flowId === 'flow');
    };
    expect(await ask(before)).toEqual([]);
    expect(await ask(command)).toEqual(['flow']);
  });

  test('is started by a lead that becomes known', async () => {
    await createFlow({
      type: 'lead-registered',
      where: [{ field: 'email', op: 'contains', value: '@example' }],
    });
    await post('/v1/leads', lead);
    expect(await entered()).toEqual(['flow']);
  });

  test('is started by a change of an attribute: by a form, by hand, and by its removal', async () => {
    const where = [{ field: 'attributes.city', op: 'equals', value: 'Bonn' }];
    await createFlow({ type: 'attribute-changed', attribute: 'city', where }, 'bonn');
    await createFlow({ type: 'attribute-changed', attribute: 'city' }, 'city');
    await createFlow({ type: 'attribute-changed', attribute: 'age' }, 'age');
    const { body } = await report('form-submitted', { formId: 'f', fields: { city: 'Köln' } });
    expect(await entered()).toEqual(['city']);
    const { leadId } = body.items[0];
    await patch(`/v1/leads/${leadId}`, { attributes: { city: 'bonn' } });
    expect(await entered()).toEqual(['bonn', 'city']);
    await patch(`/v1/leads/${leadId}`, { attributes: { age: 40 } });
    expect(await entered()).toEqual(['age', 'bonn', 'city']);
  });

  test('is not looked for by what a filter asks of another flow', async () => {
    const where = [{ field: 'url', op: 'starts-with', value: 'https://other' }];
    await createFlow({ type: 'page-visited', where });
    await report('page-visited', { url });
    expect(await entered()).toEqual([]);
  });
});

describe('a flow that waits', () => {
  test('is started by a page that is left, which its history says', async () => {
    await createFlow({ type: 'page-left', pageId: 'p', after: 'PT30M' });
    const { body } = await report('page-visited', { url, pageId: 'p' });
    expect(await entered()).toEqual([]);
    await report('page-left', { url, pageId: 'p' });
    expect(await entered()).toEqual(['flow']);
    const history = await get(`/v1/leads/${body.items[0].leadId}/history`);
    const types = history.body.items.map(({ type }: { type: string }) => type);
    expect(types.filter((type: string) => type.startsWith('Watch'))).toEqual([
      'WatchScheduled',
      'WatchFired',
    ]);
  });

  test('is started by a visit that is told so late that its time is over', async () => {
    await createFlow({ type: 'left-without-downloading', url: 'example.com/*', fileId: 'f', after: 'PT30M' });
    await post('/v1/events', {
      type: 'page-visited',
      lead,
      data: { url },
      occurredAt: '2026-03-01T08:00:00Z',
    });
    expect(await entered()).toEqual(['flow']);
  });
});

describe('a flow that waits for a date', () => {
  test('looks through the leads that are there when it is activated, and says how far it is', async () => {
    await post('/v1/leads', { ...lead, attributes: { birthday: '1990-05-04' } });
    await post('/v1/leads', { email: 'bob@example.com' });
    await api().settle();
    const trigger = { type: 'date-on-lead', attribute: 'birthday', every: 'year', at: '09:00', days: -7 };
    expect((await createFlow(trigger)).status).toBe(201);
    await api().settle();
    const sweep = { done: 1, total: 1, isOver: true, rate: 0 };
    expect((await get('/v1/flows/flow')).body).toMatchObject({ status: 'active', sweep });
    expect((await get('/v1/flows')).body.items[0]).toMatchObject({ sweep });
    expect(await entered()).toEqual([]);
  });

  test('starts with a segment that is there, when a lead comes into it', async () => {
    const trigger = { type: 'entered-segment', segmentId: 'vips' };
    expect(faultsOf(await createFlow(trigger))).toEqual(['trigger.segmentId there is no segment “vips”']);
    const conditions = { type: 'has-tag', tag: 'vip' };
    await post('/v1/segments', { segmentId: 'vips', name: 'VIPs', conditions });
    expect((await createFlow(trigger)).status).toBe(201);
    const { leadId } = (await post('/v1/leads', lead)).body;
    expect(await entered()).toEqual([]);
    await post(`/v1/leads/${leadId}/commands`, { type: 'add-tag', tag: 'vip' });
    expect(await entered()).toContain('flow');
  });
});

describe('a wrong report', () => {
  test.each([
    ['page-left', { url, secondsOnPage: -1 }, 'data.secondsOnPage'],
    ['page-left', { pageId: 'p' }, 'data.url'],
    ['file-downloaded', { url, fileId: 'a b' }, 'data.fileId'],
    ['file-downloaded', { url: 'ftp://x' }, 'data.url'],
    ['form-submitted', { formId: 'f', fields: {}, pageId: 'ü' }, 'data.pageId'],
    [
      'order-form-submitted',
      { formId: 'f', fields: {}, items: [{ productId: 'mug', quantity: 0 }] },
      'data.items[0].quantity',
    ],
    ['order-form-submitted', { formId: 'f' }, 'data.fields'],
    ['lead-ad-form-submitted', { formId: 'f', fields: {} }, 'data.platform'],
    ['lead-ad-form-submitted', { platform: 'facebook', formId: 'f', fields: {}, ad: 'a' }, 'data.ad'],
    ['added-to-cart', {}, 'data.productId'],
    ['added-to-cart', { productId: 'mug', currency: 'Euro' }, 'data.currency'],
    ['removed-from-cart', { productId: 'mug', price: '5' }, 'data.price'],
    ['checkout-visited', { items: [] }, 'data.items'],
    ['thank-you-page-visited', { orderId: '' }, 'data.orderId'],
  ])('%s with %j is refused at %s', async (type, data, path) => {
    const answer = await report(type, data);
    expect(answer.status).toBe(400);
    expect(pathsOf(answer)).toEqual([path]);
  });
});

describe('a wrong trigger', () => {
  test.each([
    [{ type: 'page-forgotten' }, 'trigger.type must be one of '],
    [{ type: 'entered-segment' }, 'trigger.segmentId is missing'],
    [
      { type: 'date-on-lead', attribute: 'a', every: 'month', at: '09:00' },
      'trigger.every must be one of once, year',
    ],
    [
      { type: 'date-on-lead', attribute: 'a', every: 'once', at: '9:00' },
      'trigger.at must be a time, such as 08:30',
    ],
    [
      { type: 'date-on-lead', attribute: 'a', every: 'once', at: '09:00', days: 400 },
      'trigger.days must be a whole number from -366 to 366',
    ],
    [{ type: 'page-left', pageId: 'p' }, 'trigger.after is missing'],
    [{ type: 'page-left', after: '30m' }, 'trigger.after must be an ISO 8601 duration'],
    [
      { type: 'page-left', after: 'PT5M', pageId: 'p', url: 'example.com' },
      'trigger.url cannot stand beside',
    ],
    [{ type: 'left-without-downloading', after: 'PT5M', fileId: 'a b' }, 'trigger.fileId must be 1 to 100'],
    [{ type: 'added-to-cart', productId: '' }, 'trigger.productId must be 1 to 100 letters'],
    [{ type: 'unsubscribed', channel: 'fax' }, 'trigger.channel must be one of email, sms, phone'],
    [
      {
        type: 'page-visited',
        where: [
          { field: 'url', op: 'equals', value: 'x' },
          { field: 'url', op: 'is' },
        ],
      },
      'trigger.where[1].op must be one of equals, not-equals, contains',
    ],
    [
      { type: 'order-purchased', where: [{ field: 'total', op: 'between', value: [9, 1] }] },
      'trigger.where[0].value must have the lower number first',
    ],
    [
      { type: 'order-purchased', where: [{ field: '', op: 'exists' }] },
      'trigger.where[0].field must be 1 to 10 names',
    ],
  ])('%j is refused', async (trigger, fault) => {
    const answer = await createFlow(trigger);
    expect(answer.status).toBe(400);
    expect(faultsOf(answer)[0]).toContain(fault);
  });
});

test('GET /v1/types shows every trigger with its settings, the filters among them', async () => {
  const { triggers } = (await send('GET', '/v1/types')).body;
  expect(triggers.map(({ type }: { type: string }) => type)).toEqual(triggerTypes.map(({ type }) => type));
  const onEvents = eventTriggerTypes.map(({ type }) => type);
  for (const { type, schema } of triggers) {
    const { properties } = schema.$defs[schema.$ref.slice('#/$defs/'.length)];
    expect(properties.type, type).toEqual({ const: type });
    if (onEvents.includes(type))
      expect(properties.where, type).toMatchObject({ type: 'array', maxItems: 20 });
  }
});
