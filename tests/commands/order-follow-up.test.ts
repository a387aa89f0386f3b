import { beforeEach, describe, expect, it } from 'vitest';
import type { LeadId } from '../../domain/codecs/ids.js';
import { exampleFlow } from '../support/example-flow.js';
import { instant } from '../support/virtual-clock.js';
import { createVirtualLeadline, type VirtualLeadline } from '../support/virtual-leadline.js';

const hookUrl = 'https://warehouse.example/orders';
const webhookAt = '2026-03-09T10:00:00';

const { flowId: id, activate: _, ...flow } = exampleFlow({ hookUrl, delay: 'P3D', at: webhookAt });

describe('the flow "Order follow-up" over days', () => {
  let leadline: VirtualLeadline;

  const order = (lead: object, fields: object): Promise<LeadId> =>
    leadline.happens('form-submitted', lead, { formId: 'order', fields: { size: 'L', ...fields } });
  const statuses = async (leadId: LeadId) => (await leadline.runOf(leadId)).steps.map(({ status }) => status);
  const subjectsTo = (to: string) =>
    leadline.gateways.emails.filter((mail) => mail.to === to).map(({ subject }) => subject);

  beforeEach(async () => {
    leadline = createVirtualLeadline();
    await leadline.product('X');
    await leadline.flow(id, { ...flow, timeZone: 'Europe/Berlin' });
  });

  it('does at once what is due at once, and nothing else', async () => {
    const ada = await order({ email: 'ada@example.com' }, { firstName: 'Ada' });
    expect(await statuses(ada)).toEqual(['succeeded', 'succeeded', 'scheduled', 'scheduled', 'succeeded']);
    expect(subjectsTo('ada@example.com')).toEqual(['Your order, Ada']);
    expect(leadline.gateways.webhooks).toEqual([]);
    const types = await leadline.typesOf(ada);
    expect(types.slice(0, 3)).toEqual(['LeadRegistered', 'FormSubmitted', 'AttributesSet']);
    const notes = (await leadline.history(ada)).filter(({ type }) => type === 'NoteMade');
    expect(notes.map(({ data }) => data)).toEqual([{ text: 'Ordered size L' }]);
  });

  it('says of each step when it was due, in the time zone of the flow', async () => {
    const ada = await order({ email: 'ada@example.com' }, { firstName: 'Ada' });
    const run = await leadline.runOf(ada);
    expect(run.steps.map(({ dueAt }) => dueAt)).toEqual([
      '2026-03-02T08:00:00.000Z',
      '2026-03-02T08:00:00.000Z',
      '2026-03-05T08:00:00.000Z',
      '2026-03-09T09:00:00.000Z',
      '2026-03-02T08:00:00.000Z',
    ]);
  });

  it('offers the next product after three days, not a moment earlier', async () => {
    const ada = await order({ email: 'ada@example.com' }, { firstName: 'Ada' });
    await leadline.advanceTo(instant('2026-03-05T07:59:59.999Z'));
    expect(subjectsTo('ada@example.com')).toEqual(['Your order, Ada']);
    await leadline.advanceTo(instant('2026-03-05T08:00:00Z'));
    expect(subjectsTo('ada@example.com')).toEqual(['Your order, Ada', 'next product']);
    const [, , offer] = (await leadline.runOf(ada)).steps;
    expect(offer).toMatchObject({ status: 'succeeded', endedAt: '2026-03-05T08:00:00.000Z' });
  });

  it('tells the warehouse at its date, and then the run is over', async () => {
    const ada = await order({ email: 'ada@example.com' }, { firstName: 'Ada' });
    await leadline.advance('P30D');
    expect(leadline.gateways.webhooks).toMatchObject([{ url: hookUrl, body: { who: 'Ada' } }]);
    expect(await leadline.runOf(ada)).toMatchObject({
      status: 'completed',
      finishedAt: '2026-03-09T09:00:00.000Z',
    });
    expect((await leadline.typesOf(ada)).filter((type) => type === 'StepSucceeded')).toHaveLength(5);
  });

  it('offers nothing to a lead that bought X meanwhile, and the run says why', async () => {
    const bob = await order({ email: 'bob@example.com' }, { firstName: 'Bob' });
    await leadline.advance('P2D');
    await leadline.happens('order-purchased', { leadId: bob }, { items: [{ productId: 'X' }] });
    await leadline.advance('P30D');
    expect(subjectsTo('bob@example.com')).toEqual(['Your order, Bob']);
    expect(await statuses(bob)).toEqual(['succeeded', 'succeeded', 'skipped', 'succeeded', 'succeeded']);
    const [, , offer] = (await leadline.runOf(bob)).steps;
    expect(offer?.reason).toEqual({
      code: 'conditions-not-met',
      message: 'Met, although it must not be: purchased the product “X”.',
    });
    expect(offer?.evaluation).toMatchObject({
      holds: false,
      evaluatedAt: '2026-03-05T08:00:00.000Z',
      explanation: {
        type: 'all',
        of: [
          { type: 'has-tag', holds: true, found: ['customer'] },
          { type: 'not', holds: false, of: [{ holds: true, found: '2026-03-04T08:00:00.000Z' }] },
        ],
      },
    });
  });

  it('sends no mail to a lead without an address, and the run says why', async () => {
    const eve = await order({ externalId: 'eve' }, { firstName: 'Eve' });
    await leadline.advance('P30D');
    const run = await leadline.runOf(eve);
    expect(run.steps.map(({ status, reason }) => [status, reason?.code])).toEqual([
      ['succeeded', undefined],
      ['skipped', 'conditions-not-met'],
      ['skipped', 'no-email-address'],
      ['succeeded', undefined],
      ['succeeded', undefined],
    ]);
    expect(run.steps[1]?.reason?.message).toBe('Not met: the attribute “email” exists.');
    expect(leadline.gateways.emails).toEqual([]);
  });

  it('gives every message the key of its step, and every event its cause', async () => {
    const ada = await order({ email: 'ada@example.com' }, { firstName: 'Ada' });
    await leadline.advance('P30D');
    const { runId } = await leadline.runOf(ada);
    expect(leadline.gateways.emails.map(({ messageId }) => messageId)).toEqual([
      `<${runId}.1@leadline>`,
      `<${runId}.2@leadline>`,
    ]);
    expect(leadline.gateways.webhooks.map(({ webhookId }) => webhookId)).toEqual([`${runId}.3`]);
    const history = await leadline.history(ada);
    const form = history.find(({ type }) => type === 'FormSubmitted');
    const ofRun = history.filter(({ data }) => 'runId' in data);
    expect(ofRun.length).toBeGreaterThan(10);
    for (const { metadata } of ofRun) expect(metadata.causationId).toBe(form?.eventId);
    for (const { metadata } of ofRun) expect(metadata.actor).toEqual({ kind: 'flow', id });
  });

  it('goes on after a restart as if there had been none', async () => {
    const ada = await order({ email: 'ada@example.com' }, { firstName: 'Ada' });
    await leadline.advance('P1D');
    leadline.restart();
    await leadline.advance('P30D');
    expect(subjectsTo('ada@example.com')).toEqual(['Your order, Ada', 'next product']);
    expect(await leadline.runOf(ada)).toMatchObject({ status: 'completed' });
  });
});
