import { beforeEach, describe, expect, it } from 'vitest';
import type { LeadId } from '../../domain/codecs/ids.js';
import { DomainError } from '../../domain/errors.js';
import { refusal } from '../support/recording-gateways.js';
import { ann, form, hook, mail, note } from '../support/steps.js';
import { createVirtualLeadline, type VirtualLeadline } from '../support/virtual-leadline.js';

let leadline: VirtualLeadline;
let lead: LeadId;
beforeEach(async () => {
  leadline = createVirtualLeadline();
  lead = await leadline.happens('form-submitted', ann, form('a', { firstName: 'Ann' }));
});

const request = (action: object, leadId = lead) =>
  leadline.commands().requestAction(leadId, action, leadline.cause());
const outcomeOf = async (action: object) => (await request(action)).outcome;
const refused = async (attempt: Promise<unknown>): Promise<DomainError> => {
  const error: unknown = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof DomainError ? error : expect.fail(String(error));
};
const facts = async () => (await leadline.commands().repositories.leads.load(lead)).state.lead;

describe('an action that is asked for directly', () => {
  it('happens at once, as a run of its own, and says what came of it', async () => {
    const { runId, outcome, position } = await request({ type: 'add-tag', tag: 'vip' });
    expect(outcome).toMatchObject({ type: 'StepSucceeded', data: { runId, result: { tag: 'vip' } } });
    expect(position).toBe(leadline.log.all().at(-1)?.position);
    expect((await leadline.typesOf(lead)).slice(-5)).toEqual([
      'ActionRequested',
      'StepScheduled',
      'TagAdded',
      'StepSucceeded',
      'FlowFinished',
    ]);
  });

  it('changes nothing the second time, and says so', async () => {
    await request({ type: 'add-tag', tag: 'vip' });
    expect(await outcomeOf({ type: 'add-tag', tag: 'vip' })).toMatchObject({ type: 'StepSucceeded' });
    expect((await leadline.typesOf(lead)).filter((type) => type === 'TagAdded')).toHaveLength(1);
    expect(await outcomeOf({ type: 'remove-tag', tag: 'vip' })).toMatchObject({ type: 'StepSucceeded' });
    expect(await outcomeOf({ type: 'remove-tag', tag: 'vip' })).toMatchObject({ type: 'StepSucceeded' });
    expect((await leadline.typesOf(lead)).filter((type) => type === 'TagRemoved')).toHaveLength(1);
  });

  it('grants and takes products of the catalogue', async () => {
    await leadline.product('X');
    await request({ type: 'add-product', productId: 'X' });
    expect(await facts()).toMatchObject({ products: ['X'], purchases: [] });
    await request({ type: 'remove-product', productId: 'X' });
    expect(await facts()).toMatchObject({ products: [] });
  });

  it('makes a note with the values of the lead', async () => {
    await request(note('{{ contact.firstName }} has no {{ contact.phone }}'));
    const made = (await leadline.history(lead)).find(({ type }) => type === 'NoteMade');
    expect(made?.data).toEqual({ text: 'Ann has no #Contact | Phone #' });
  });

  it('that the world refuses for now is tried again', async () => {
    leadline.gateways.answerNext(refusal('transient'));
    expect(await outcomeOf(hook)).toMatchObject({ type: 'StepRetryScheduled' });
    await leadline.advance('PT13S');
    expect(await leadline.runOf(lead)).toMatchObject({
      status: 'completed',
      steps: [{ status: 'succeeded' }],
    });
  });

  it('is refused with its faults, and leaves nothing in the log', async () => {
    const before = leadline.log.all().length;
    expect(await refused(request({ type: 'add-tag' }))).toMatchObject({
      kind: 'invalid',
      faults: [{ path: 'tag', message: 'is missing' }],
    });
    expect(await refused(request({ type: 'add-product', productId: 'X' }))).toMatchObject({
      kind: 'unusable',
      faults: [{ path: 'productId', message: 'there is no product “X”' }],
    });
    const nobody = leadline.world.ids.newLeadId();
    expect(await refused(request({ type: 'add-tag', tag: 'a' }, nobody))).toMatchObject({ kind: 'notFound' });
    expect(leadline.log.all()).toHaveLength(before);
  });
});

describe('a mail', () => {
  it('to a lead without an address, or with one that is none, is skipped and says why', async () => {
    const bob = await leadline.happens('form-submitted', { externalId: 'bob' }, form('a'));
    expect((await request(mail('Hi'), bob)).outcome).toMatchObject({
      type: 'StepSkipped',
      data: { reason: { code: 'no-email-address' } },
    });
    await leadline.happens('form-submitted', { leadId: bob }, form('a', { email: 'nobody' }));
    expect((await request(mail('Hi'), bob)).outcome).toMatchObject({
      type: 'StepSkipped',
      data: { reason: { code: 'wrong-email-address' } },
    });
    expect(leadline.gateways.emails).toEqual([]);
  });

  it.each(['Ann\r\nBcc: eve@example.com', 'Ann\nX: y', 'Ann\u2028X', '\tAnn\r'])(
    'has a subject of one line, whatever the value holds: %j',
    async (firstName) => {
      await leadline.happens('form-submitted', ann, form('a', { firstName }));
      await request({ type: 'send-email', subject: 'Hi {{ contact.firstName }}', text: 'x' });
      const [sent] = leadline.gateways.emails;
      expect(sent?.subject).toMatch(/^Hi Ann[^\r\n\u2028\t]*$/);
    },
  );

  it('escapes values in HTML and nowhere else', async () => {
    await leadline.happens('form-submitted', ann, form('a', { firstName: '<b>&' }));
    const text = 'Hi {{ contact.firstName }}';
    await request({ type: 'send-email', subject: text, text, html: text, tracking: false });
    expect(leadline.gateways.emails).toMatchObject([
      { subject: 'Hi <b>&', text: 'Hi <b>&', html: 'Hi &#60;b&#62;&#38;' },
    ]);
  });

  it('takes the newest version of its template, or the one that is named, with a subject of its own', async () => {
    await leadline.template('t', { subject: 'One', text: 'one' });
    await leadline.revise('t', { name: 't', subject: 'Two', html: '<p>two</p>' });
    await request({ type: 'send-email', templateId: 't', tracking: false });
    await request({ type: 'send-email', templateId: 't', templateVersion: 1, subject: 'Mine' });
    expect(leadline.gateways.emails).toMatchObject([
      { subject: 'Two', html: '<p>two</p>', template: { templateId: 't', version: 2 } },
      { subject: 'Mine', text: 'one', template: { templateId: 't', version: 1 } },
    ]);
  });
});

describe('a webhook', () => {
  it('holds the lead, the event and the flow unless it has a body of its own', async () => {
    await request(hook);
    await request({
      ...hook,
      method: 'PUT',
      headers: { 'X-A': 'b' },
      body: { who: '{{ contact.firstName }}' },
    });
    expect(leadline.gateways.webhooks).toMatchObject([
      { method: 'POST', body: { leadId: lead, contact: { firstName: 'Ann' }, event: {}, flow: {} } },
      { method: 'PUT', headers: { 'X-A': 'b' }, body: { who: 'Ann' } },
    ]);
  });
});
