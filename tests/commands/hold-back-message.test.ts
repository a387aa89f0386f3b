import { beforeEach, describe, expect, it } from 'vitest';
import type { Catalogue } from '../../commands/catalogue.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import type { LeadId } from '../../domain/codecs/ids.js';
import { SendingLimits } from '../../domain/connection/limits.js';
import { SendingPolicy } from '../../domain/policy/policy.js';
import { testConnection } from '../support/messaging.js';
import { createVirtualLeadline, type VirtualLeadline } from '../support/virtual-leadline.js';

let leadline: VirtualLeadline;
let limits: SendingLimits;
const connection: Catalogue['connection'] = async (kind, id) => {
  const known = await testConnection(kind, id);
  return known && { ...known, limits };
};

const email = { action: { type: 'send-email', subject: 'Hi', text: 'Hello' }, when: { type: 'immediately' } };

/** A flow of these steps, and a lead that enters it. */
const enter = async (steps: readonly object[], attributes: object = {}, who = 'ada'): Promise<LeadId> => {
  await leadline.flow('welcome', { trigger: { type: 'form-submitted', formId: 'order' }, steps });
  return leadline.happens(
    'form-submitted',
    { email: `${who}@example.com` },
    { formId: 'order', fields: { firstName: 'Ada', ...attributes } },
  );
};
const steps = async (lead: LeadId) => (await leadline.runOf(lead)).steps;
const policy = async (input: object): Promise<void> => {
  await leadline.commands().managePolicy.change(decodeOrThrow(SendingPolicy, input), leadline.cause());
};

beforeEach(() => {
  limits = {};
  leadline = createVirtualLeadline(undefined, { connection });
});

describe('quiet hours', () => {
  // It is 08:00 in UTC, a Monday.
  it('put a message off to their end, and say so; nothing is dropped', async () => {
    await policy({ email: { quietHours: { from: '07:00', to: '09:30' } } });
    const lead = await enter([email]);
    expect(await steps(lead)).toMatchObject([
      {
        status: 'scheduled',
        dueAt: '2026-03-02T09:30:00.000Z',
        delays: [{ reason: { code: 'quiet-hours', message: 'Quiet hours from 07:00 to 09:30 (UTC).' } }],
      },
    ]);
    await leadline.advance('PT2H');
    expect(await steps(lead)).toMatchObject([{ status: 'succeeded', attempts: 1 }]);
    expect(leadline.gateways.emails).toHaveLength(1);
  });

  it('go by the clock of the lead, where it has one', async () => {
    await policy({ email: { quietHours: { from: '21:00', to: '08:00' } } });
    const lead = await enter([email], { timeZone: 'America/New_York' });
    expect((await steps(lead))[0]?.dueAt).toBe('2026-03-02T13:00:00.000Z');
  });

  it('of a connection count like those of the policy; transactional mail waits for neither', async () => {
    limits = decodeOrThrow(SendingLimits, { quietHours: { from: '07:00', to: '09:30' } });
    const deal = { ...email, action: { ...email.action, purpose: 'transactional' } };
    const lead = await enter([email, deal]);
    expect(await steps(lead)).toMatchObject([{ status: 'scheduled' }, { status: 'succeeded' }]);
  });

  it('do not hold back what reaches no person', async () => {
    await policy({ email: { quietHours: { from: '07:00', to: '09:30' } } });
    const hook = { action: { type: 'webhook', url: 'https://shop.example/' }, when: { type: 'immediately' } };
    const lead = await enter([
      hook,
      { action: { type: 'add-tag', tag: 'x' }, when: { type: 'immediately' } },
    ]);
    expect(await steps(lead)).toMatchObject([{ status: 'succeeded' }, { status: 'succeeded' }]);
  });
});

describe('a frequency cap', () => {
  it('puts off what is too much for the lead, and lets it through when there is room', async () => {
    await policy({ email: { perLead: [{ max: 2, per: 'P1D' }] } });
    const lead = await enter([email, email, email]);
    expect(await steps(lead)).toMatchObject([
      { status: 'succeeded' },
      { status: 'succeeded' },
      {
        status: 'scheduled',
        dueAt: '2026-03-03T08:00:00.000Z',
        delays: [{ reason: { code: 'frequency-cap' } }],
      },
    ]);
    await leadline.advance('P1D');
    expect(leadline.gateways.emails).toHaveLength(3);
    expect((await steps(lead)).every(({ status }) => status === 'succeeded')).toBe(true);
  });

  it('of one connection does not count what went through another', async () => {
    limits = decodeOrThrow(SendingLimits, { perLead: [{ max: 1, per: 'P1D' }] });
    const second = { ...email, action: { ...email.action, connectionId: 'second' } };
    const lead = await enter([email, second, email]);
    expect(await steps(lead)).toMatchObject([
      { status: 'succeeded' },
      { status: 'succeeded' },
      { status: 'scheduled' },
    ]);
  });
});

describe('a throttle', () => {
  it('spaces the messages of many leads, and every one arrives', async () => {
    limits = decodeOrThrow(SendingLimits, { throttle: { max: 2, per: 'PT1M' } });
    await enter([email], {}, 'lead0');
    for (const no of [1, 2, 3, 4])
      await leadline.happens(
        'form-submitted',
        { email: `lead${no}@example.com` },
        { formId: 'order', fields: {} },
      );
    expect(leadline.gateways.emails).toHaveLength(2);
    await leadline.advance('PT1M');
    expect(leadline.gateways.emails).toHaveLength(4);
    await leadline.advance('PT1M');
    expect(leadline.gateways.emails.map(({ to }) => to)).toHaveLength(5);
  });

  it('says what it was', async () => {
    limits = decodeOrThrow(SendingLimits, { throttle: { max: 1, per: 'PT1M' } });
    const lead = await enter([email, email]);
    expect((await steps(lead))[1]).toMatchObject({
      dueAt: '2026-03-02T08:01:00.000Z',
      delays: [{ reason: { code: 'throttled' } }],
    });
  });
});

describe('consent', () => {
  it('that was withdrawn has the step skipped with its reason, and the flow goes on', async () => {
    const lead = await leadline.happens(
      'page-visited',
      { email: 'ada@example.com' },
      { url: 'https://a.example' },
    );
    const { manageConsent } = leadline.commands();
    await manageConsent.change(lead, { channel: 'email', consent: 'withdrawn' }, leadline.cause());
    await enter([email, { action: { type: 'add-tag', tag: 'x' }, when: { type: 'immediately' } }]);
    expect(await steps(lead)).toMatchObject([
      {
        status: 'skipped',
        reason: { code: 'consent-withdrawn', message: 'The lead does not want e-mails.' },
      },
      { status: 'succeeded' },
    ]);
  });

  it('must have been given where the policy says opt-in', async () => {
    await policy({ email: { consent: 'opt-in' } });
    const lead = await enter([email]);
    expect(await steps(lead)).toMatchObject([{ status: 'skipped', reason: { code: 'no-consent' } }]);
    const { manageConsent, requestAction } = leadline.commands();
    await manageConsent.change(lead, { channel: 'email', consent: 'given' }, leadline.cause());
    await requestAction(lead, email.action, leadline.cause());
    expect(leadline.gateways.emails).toHaveLength(1);
  });
});
