import { beforeEach, describe, expect, it } from 'vitest';
import type { ActivityOutcome } from '../../commands/record-activities.js';
import type { LeadId } from '../../domain/codecs/ids.js';
import { ann, form } from '../support/steps.js';
import { later } from '../support/virtual-clock.js';
import { createVirtualLeadline, startOfTime, type VirtualLeadline } from '../support/virtual-leadline.js';

let leadline: VirtualLeadline;
beforeEach(() => {
  leadline = createVirtualLeadline();
});

const submitted = (lead: object, more: object = {}) => ({
  type: 'form-submitted',
  lead,
  data: form('a'),
  ...more,
});
const statuses = (outcomes: readonly ActivityOutcome[]) => outcomes.map(({ status }) => status);
const leadOf = (outcome: ActivityOutcome | undefined): LeadId =>
  outcome !== undefined && 'leadId' in outcome ? outcome.leadId : expect.fail(JSON.stringify(outcome));
const faultsOf = (outcome: ActivityOutcome | undefined) =>
  outcome?.status === 'rejected' ? outcome.faults : expect.fail(JSON.stringify(outcome));
const rejected = async (item: unknown) => faultsOf((await leadline.report(item))[0]);

describe('an activity', () => {
  it('registers a lead that nobody knows, and keeps what it is known by', async () => {
    const [outcome] = await leadline.report(submitted({ email: 'Ann@Example.com', externalId: 'shop-7' }));
    const history = await leadline.history(leadOf(outcome));
    expect(history.map(({ type, data }) => [type, data])).toEqual([
      ['LeadRegistered', { leadId: leadOf(outcome), email: 'Ann@example.com', externalId: 'shop-7' }],
      ['FormSubmitted', { formId: 'a', fields: {} }],
    ]);
  });

  it('is stored with who sent it, when it happened, and the id that its sender gave it', async () => {
    const occurredAt = '2026-02-28T12:00:00+01:00';
    const [outcome] = await leadline.report(submitted(ann, { occurredAt, eventId: 'shop:1' }));
    const event = (await leadline.history(leadOf(outcome))).find(({ type }) => type === 'FormSubmitted');
    expect(event).toMatchObject({
      recordedAt: startOfTime,
      metadata: {
        actor: { kind: 'api-key', id: 'tests' },
        occurredAt: '2026-02-28T11:00:00.000Z',
        sourceEventId: 'shop:1',
      },
    });
    expect(outcome).toMatchObject({ status: 'accepted', eventId: event?.eventId, unknown: [] });
  });

  it('may be a little ahead of our clock, and not more', async () => {
    const ahead = (duration: string) => submitted(ann, { occurredAt: later(startOfTime, duration) });
    expect(statuses(await leadline.report(ahead('PT5M')))).toEqual(['accepted']);
    expect(await rejected(ahead('PT5M1S'))).toEqual([
      { path: '[0].occurredAt', message: 'must not lie in the future' },
    ]);
  });
});

describe('a rejected activity', () => {
  it.each([
    [7, ['[0]']],
    [{}, ['[0].type', '[0].lead']],
    [{ type: 'unheard', lead: ann }, ['[0].type']],
    [{ type: 'form-submitted', lead: {} }, ['[0].lead']],
    [submitted({ email: 'nobody' }), ['[0].lead.email']],
    [submitted({ leadId: '7' }), ['[0].lead.leadId']],
    [submitted({ phone: '7' }), ['[0].lead.phone']],
    [submitted(ann, { data: { formId: 'a b', fields: [] } }), ['[0].data.formId', '[0].data.fields']],
    [submitted(ann, { data: undefined }), ['[0].data.formId', '[0].data.fields']],
    [submitted(ann, { occurredAt: 'yesterday', eventId: '' }), ['[0].occurredAt', '[0].eventId']],
    [submitted(ann, { extra: 1 }), ['[0].extra']],
    [
      { type: 'order-purchased', lead: ann, data: { items: [{ productId: 'X', quantity: 0 }] } },
      ['[0].data.items[0].quantity'],
    ],
    [{ type: 'order-purchased', lead: ann, data: { items: [] } }, ['[0].data.items']],
    [{ type: 'page-visited', lead: ann, data: { url: 'javascript:alert(1)' } }, ['[0].data.url']],
  ])('says where it is wrong: %j', async (item, paths) => {
    expect((await rejected(item)).map(({ path }) => path).sort()).toEqual([...paths].sort());
    expect(leadline.log.all()).toEqual([]);
  });

  it('does not hold up the others of its batch', async () => {
    const outcomes = await leadline.report(submitted(ann), { type: 'unheard' }, submitted(ann));
    expect(statuses(outcomes)).toEqual(['accepted', 'rejected', 'accepted']);
    expect(faultsOf(outcomes[1]).map(({ path }) => path)).toEqual(['[1].type', '[1].lead']);
  });
});

describe('something that the catalogue does not have', () => {
  it('is reported, and the activity is kept', async () => {
    await leadline.product('X');
    const items = [{ productId: 'X' }, { productId: 'Y' }, { productId: 'Y' }, { productId: 'Z' }];
    const [order, request] = await leadline.report(
      { type: 'order-purchased', lead: ann, data: { items } },
      { type: 'flow-requested', lead: ann, data: { flowId: 'nowhere' } },
    );
    expect(order).toMatchObject({
      status: 'accepted',
      unknown: [
        { kind: 'product', id: 'Y' },
        { kind: 'product', id: 'Z' },
      ],
    });
    expect(request).toMatchObject({ status: 'accepted', unknown: [{ kind: 'flow', id: 'nowhere' }] });
    await leadline.quiet();
    expect(leadline.models.unknownReferences.all().map(({ _id }) => _id)).toEqual([
      'flow nowhere',
      'product Y',
      'product Z',
    ]);
    expect(await leadline.typesOf(leadOf(order))).toEqual([
      'LeadRegistered',
      'OrderPurchased',
      'UnknownReferenceReported',
      'UnknownReferenceReported',
      'FlowRequested',
      'UnknownReferenceReported',
    ]);
  });

  it.each([
    ['added-to-cart', { productId: 'Y' }],
    ['removed-from-cart', { productId: 'Y' }],
    ['checkout-visited', { items: [{ productId: 'X' }, { productId: 'Y' }] }],
    [
      'order-form-submitted',
      { formId: 'order', fields: {}, items: [{ productId: 'Y' }, { productId: 'X' }] },
    ],
  ])('is reported also when %s names it', async (type, data) => {
    await leadline.product('X');
    const [outcome] = await leadline.report({ type, lead: ann, data });
    expect(outcome).toMatchObject({ status: 'accepted', unknown: [{ kind: 'product', id: 'Y' }] });
  });

  it('is nothing where no product is named', async () => {
    for (const [type, data] of [
      ['checkout-visited', {}],
      ['order-form-submitted', { formId: 'order', fields: {} }],
    ])
      expect((await leadline.report({ type, lead: ann, data }))[0]).toMatchObject({ unknown: [] });
  });

  it('is known from the moment at which it is created', async () => {
    const order = { type: 'order-purchased', lead: ann, data: { items: [{ productId: 'X' }] } };
    expect((await leadline.report(order))[0]).toMatchObject({ unknown: [{ id: 'X' }] });
    await leadline.product('X');
    expect((await leadline.report(order))[0]).toMatchObject({ unknown: [] });
  });

  it('is known also when it is looked up while it is created', async () => {
    const order = { type: 'order-purchased', lead: ann, data: { items: [{ productId: 'X' }] } };
    await Promise.all([leadline.report(order), leadline.product('X'), leadline.report(order)]);
    expect((await leadline.report(order))[0]).toMatchObject({ unknown: [] });
  });
});

describe('a batch', () => {
  it('keeps the order of what a lead did', async () => {
    const bob = { email: 'bob@example.com' };
    const visit = (lead: object, no: number) => ({
      type: 'custom-event',
      lead,
      data: { name: `visit ${no}` },
    });
    const items = Array.from({ length: 40 }, (_, no) => visit(no % 3 === 0 ? bob : ann, no));
    const outcomes = await leadline.report(...items);
    for (const [index, lead] of [
      [0, bob],
      [1, ann],
    ] as const) {
      const names = (await leadline.history(leadOf(outcomes[index]))).flatMap((event) =>
        event.type === 'CustomEventReceived' ? [event.data.name] : [],
      );
      expect(names).toEqual(items.filter((item) => item.lead === lead).map(({ data }) => data.name));
    }
  });
});
