import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.js';
import { exampleFlow, inSeconds, order } from '../support/example-flow.js';
import { type Call, createCall } from '../support/http-client.js';
import {
  type CaughtMail,
  caughtMails,
  type Leadline,
  startLeadline,
  temporaryFolder,
} from '../support/leadline.js';
import { startReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';

const statusOf = (steps: readonly { readonly status: string }[]) => steps.map(({ status }) => status);

describe('the example flow, over HTTP, with real mail and a real receiver', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let leadline: Leadline;
  let receiver: WebhookReceiver;
  let call: Call;

  const mailsTo = async (to: string): Promise<readonly CaughtMail[]> => {
    const mails = await caughtMails(leadline);
    return mails.filter((mail) => mail.to === to);
  };

  const finishedRun = (leadId: string) =>
    eventually(async () => {
      const { body } = await call('GET', `/v1/leads/${leadId}/runs`);
      const run = body.items[0];
      return run?.status === 'completed' ? (await call('GET', `/v1/runs/${run.runId}`)).body : undefined;
    });

  beforeAll(async () => {
    folder = await temporaryFolder();
    receiver = await startReceiver();
    leadline = await startLeadline(folder.path);
    call = createCall(leadline.url, leadline.key);
  });

  afterAll(async () => {
    await leadline.stop();
    await receiver.close();
    await folder.remove();
  });

  test('a form leads to the tag, the mails, the webhook and the note; who bought X gets no next product', async () => {
    await call('POST', '/v1/products', { productId: 'X', name: 'X' });
    const flow = exampleFlow({ hookUrl: receiver.url, delay: 'PT2S', at: inSeconds(3) });
    expect((await call('POST', '/v1/flows', flow)).status).toBe(201);

    const [ada] = (await call('POST', '/v1/events', order('ada@example.com', 'Ada'))).body.items;
    const [bob] = (await call('POST', '/v1/events', order('bob@example.com', 'Bob'))).body.items;
    const bought = {
      type: 'order-purchased',
      lead: { email: 'bob@example.com' },
      data: { items: [{ productId: 'X' }] },
    };
    expect((await call('POST', '/v1/events', bought)).status).toBe(202);

    const adasRun = await finishedRun(ada.leadId);
    expect(statusOf(adasRun.steps)).toEqual([
      'succeeded',
      'succeeded',
      'succeeded',
      'succeeded',
      'succeeded',
    ]);
    expect(adasRun.flowVersion).toBe(1);

    const bobsRun = await finishedRun(bob.leadId);
    expect(statusOf(bobsRun.steps)).toEqual(['succeeded', 'succeeded', 'skipped', 'succeeded', 'succeeded']);
    expect(bobsRun.steps[2].reason.code).toBe('conditions-not-met');
    expect(JSON.stringify(bobsRun.steps[2].conditions)).toContain('purchased the product “X”');

    const mails = await mailsTo('ada@example.com');
    expect(mails.map(({ subject }) => subject)).toEqual(['Your order, Ada', 'next product']);
    expect(mails[0]?.text).toContain('We call you on #Contact | Phone #');
    expect((await mailsTo('bob@example.com')).map(({ subject }) => subject)).toEqual(['Your order, Bob']);

    const secret = (await readFile(join(folder.path, 'webhook-secret'), 'utf8')).trim();
    expect(receiver.received).toHaveLength(2);
    const signed = receiver.received.map(({ body, headers }) =>
      new Webhook(secret).verify(body, {
        'webhook-id': String(headers['webhook-id']),
        'webhook-timestamp': String(headers['webhook-timestamp']),
        'webhook-signature': String(headers['webhook-signature']),
      }),
    );
    expect(signed).toEqual(expect.arrayContaining([{ who: 'Ada' }, { who: 'Bob' }]));

    const lead = (await call('GET', `/v1/leads/${ada.leadId}`)).body;
    expect(lead.tags).toEqual(['customer']);
    expect(lead.attributes).toMatchObject({ email: 'ada@example.com', firstName: 'Ada' });

    const history = (await call('GET', `/v1/leads/${ada.leadId}/history?limit=200`)).body.items;
    const types: readonly string[] = history.map(({ type }: { type: string }) => type);
    for (const type of [
      'FormSubmitted',
      'FlowEntered',
      'TagAdded',
      'EmailSent',
      'WebhookDelivered',
      'NoteMade',
      'FlowFinished',
    ])
      expect(types).toContain(type);
    expect(types.filter((type) => type === 'StepSucceeded')).toHaveLength(5);
    expect(history.find(({ type }: { type: string }) => type === 'NoteMade').data.text).toBe(
      'Ordered size L',
    );
  });

  test('a repeated event with the same id is a duplicate and starts nothing', async () => {
    const event = { ...order('eve@example.com', 'Eve'), eventId: 'order-1' };
    const first = (await call('POST', '/v1/events', event)).body.items[0];
    const second = (await call('POST', '/v1/events', event)).body.items[0];
    expect([first.status, second.status]).toEqual(['accepted', 'duplicate']);
    const types = (await call('GET', `/v1/leads/${first.leadId}/history?limit=200`)).body.items;
    expect(types.filter(({ type }: { type: string }) => type === 'FormSubmitted')).toHaveLength(1);
  });

  test('a thousand large forms of one lead in one request are all kept, in their order', async () => {
    const text = 'x'.repeat(1500);
    const events = Array.from({ length: 1000 }, (_, no) => ({
      type: 'form-submitted',
      lead: { externalId: 'diligent' },
      data: { formId: 'survey', fields: { no, text: `${no} ${text}` } },
    }));
    const { status, body } = await call('POST', '/v1/events', { events });
    expect([status, body.accepted]).toEqual([202, 1000]);
    const { leadId } = body.items[0];
    expect((await call('GET', `/v1/leads/${leadId}`)).body.attributes.no).toBe(999);
  });

  test('a form over the limit is refused at its place', async () => {
    const big = {
      type: 'form-submitted',
      lead: { externalId: 'big' },
      data: { formId: 'survey', fields: { a: 'x'.repeat(300_000) } },
    };
    const { status, body } = await call('POST', '/v1/events', big);
    expect([status, body.errors[0].path]).toEqual([400, 'data']);
  });
});
