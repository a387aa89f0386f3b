import { describe, expect, it } from 'vitest';
import { refusal } from '../../support/recording-gateways.js';
import { form, immediately, onForm } from '../../support/steps.js';
import { createVirtualLeadline } from '../../support/virtual-leadline.js';
import { decide, faultsOf, ourNumbers, ours, referencesOf } from './phone-step.js';

const text = (words: string, more: object = {}) => ({ type: 'send-sms', text: words, ...more });
const mobile = '0170 1234567';
const codeOf = async (...parameters: Parameters<typeof decide>): Promise<string> => {
  const decision = await decide(...parameters);
  return 'reason' in decision ? `${decision.kind} ${decision.reason.code}` : decision.kind;
};

describe('a text message', () => {
  it('goes from the first number of the default connection to the number of the lead', async () => {
    expect(await decide(text('Hello'), { phone: mobile })).toEqual({
      kind: 'send',
      message: {
        channel: 'sms',
        connectionId: 'default',
        messageId: 'run.0',
        from: ours[0],
        to: '+491701234567',
        text: 'Hello',
        segments: 1,
        callbackUrl: 'https://leadline.example/hooks/twilio/default/sms/run.0',
      },
    });
  });

  it('goes from the number that is asked for, through the connection that is asked for', async () => {
    const action = text('Hi', { connectionId: 'other', from: ours[1] });
    const connections = { other: { numbers: ourNumbers } };
    expect(await decide(action, { phone: mobile, connections })).toMatchObject({
      message: {
        connectionId: 'other',
        from: ours[1],
        callbackUrl: 'https://leadline.example/hooks/twilio/other/sms/run.0',
      },
    });
  });

  it('has the values of the lead as they are, and says what is missing', async () => {
    const variables = { contact: { firstName: 'Ann & <Bob>' } };
    const words = 'Hi {{ contact.firstName }}, {{ contact.phone }}{{ contact.city | default: "!" }}';
    expect(await decide(text(words), { phone: mobile, variables })).toMatchObject({
      message: { text: 'Hi Ann & <Bob>, #Contact | Phone #!' },
    });
  });

  it('has no characters that a phone cannot show', async () => {
    const variables = { contact: { name: 'A\u0000n\u0007n\ud800\uffff\r\nB' } };
    expect(await decide(text(' {{ contact.name }}\n'), { phone: mobile, variables })).toMatchObject({
      message: { text: 'Ann\nB' },
    });
  });

  it('counts its segments when it is filled in', async () => {
    const variables = { contact: { name: 'ж' } };
    const words = `{{ contact.name }}${'a'.repeat(70)}`;
    expect(await decide(text(words), { phone: mobile, variables })).toMatchObject({
      message: { segments: 2 },
    });
  });

  it('takes the newest version of its template, or the one that is named', async () => {
    const templates = {
      t: [
        { name: 't', text: 'one' },
        { name: 't', text: 'two' },
      ],
    };
    const situation = { phone: mobile, templates };
    const template = { type: 'send-sms', templateId: 't' };
    expect(await decide(template, situation)).toMatchObject({
      message: { text: 'two', template: { templateId: 't', version: 2 } },
    });
    expect(await decide({ ...template, templateVersion: 1 }, situation)).toMatchObject({
      message: { text: 'one', template: { templateId: 't', version: 1 } },
    });
    expect(await codeOf({ ...template, templateVersion: 3 }, situation)).toBe('fail unknown-template');
    expect(await codeOf({ ...template, templateId: 'u' }, situation)).toBe('fail unknown-template');
  });

  it.each([
    ['no number', undefined],
    ['an empty number', ''],
    ['a blank number', '  '],
  ])('to a lead with %s is skipped', async (_, phone) => {
    expect(await codeOf(text('Hi'), phone === undefined ? {} : { phone })).toBe('skip no-phone-number');
  });

  it.each(['ask me', '0170', '+49 170 1234567 or 8', '0900 1234567', true, 17])(
    'to %j is skipped',
    async (phone) => {
      expect(await codeOf(text('Hi'), { phone })).toBe('skip wrong-phone-number');
    },
  );

  it('reads a number as it is written in the country of the connection, or else in the default one', async () => {
    expect(await decide(text('Hi'), { phone: 1701234567 })).toMatchObject({
      message: { to: '+491701234567' },
    });
    const british = { default: { numbers: [], defaultRegion: 'GB' } };
    expect(await codeOf(text('Hi'), { phone: mobile, connections: british })).toBe('skip wrong-phone-number');
    expect(await codeOf(text('Hi'), { phone: '07911 123456', connections: british })).toBe(
      'fail unknown-number',
    );
  });

  it('is not sent to a number whose owner has opted out', async () => {
    const suppressed = { 'sms +491701234567': { code: 'opted-out', message: 'Answered STOP.' } };
    expect(await decide(text('Hi'), { phone: mobile, suppressed })).toEqual({
      kind: 'skip',
      reason: { code: 'suppressed', message: 'Answered STOP.' },
    });
    const called = { 'phone +491701234567': { code: 'by-hand', message: 'Does not want calls.' } };
    expect(await codeOf(text('Hi'), { phone: mobile, suppressed: called })).toBe('send');
  });

  it('fails where its connection is not there', async () => {
    expect(await codeOf(text('Hi'), { phone: mobile, connections: {} })).toBe('fail unknown-connection');
  });

  it('fails where it comes from a number that is not the connection’s', async () => {
    expect(await codeOf(text('Hi', { from: '+15005550001' }), { phone: mobile })).toBe('fail unknown-number');
  });

  it.each([
    ['nothing', '{{ contact.name }}', { name: '\u0007\n ' }],
    ['too much', '{{ contact.name }}', { name: 'a'.repeat(1601) }],
    ['what cannot be computed', '{% for i in (1..100000000) %}x{% endfor %}', {}],
  ])('fails where filling it in gives %s', async (_, words, contact) => {
    expect(await codeOf(text(words), { phone: mobile, variables: { contact } })).toBe('fail unusable-text');
  });

  it.each([
    [{}, 'steps[0].action.text', 'is missing'],
    [{ templateId: 't', text: 'x' }, 'steps[0].action.templateId', 'cannot stand beside'],
    [{ text: 'x', templateVersion: 1 }, 'steps[0].action.templateVersion', 'needs a templateId'],
    [{ text: '{{ x' }, 'steps[0].action.text', 'is not a template'],
    [{ text: 'x', from: '0170 1234567' }, 'steps[0].action.from', 'must be a phone number'],
    [{ text: 'x'.repeat(1601) }, 'steps[0].action.text', 'must be text of 1 to 1600'],
    [{ text: 'x', to: '+12025550123' }, 'steps[0].action.to', 'is not known here'],
  ])('is refused with %j', (settings, path, message) => {
    expect(faultsOf({ type: 'send-sms', ...settings })).toMatchObject([
      { path, message: expect.stringContaining(message) },
    ]);
  });

  it('names its template and its connection', () => {
    expect(referencesOf(text('x'))).toEqual(['a.connectionId: twilio default']);
    expect(
      referencesOf({ type: 'send-sms', templateId: 't', templateVersion: 3, connectionId: 'c' }),
    ).toEqual(['a.templateVersion: sms-template t v3', 'a.connectionId: twilio c']);
    expect(referencesOf({ type: 'send-sms', templateId: 't' })).toEqual([
      'a.templateId: sms-template t',
      'a.connectionId: twilio default',
    ]);
  });
});

describe('a text message as a step of a flow', () => {
  const run = async (answer?: ReturnType<typeof refusal>) => {
    const leadline = createVirtualLeadline();
    if (answer !== undefined) leadline.gateways.answerNext(answer);
    const steps = [{ action: text('Hi {{ contact.firstName }}'), when: immediately }];
    await leadline.flow('flow', { trigger: onForm('a'), steps });
    const fields = { firstName: 'Ann', phone: '(202) 555-0123' };
    const lead = await leadline.happens('form-submitted', { externalId: 'ann' }, form('a', fields));
    return { leadline, lead, step: (await leadline.runOf(lead)).steps[0] };
  };

  it('is sent once, and the lead’s story says so', async () => {
    const { leadline, lead, step } = await run();
    expect(leadline.gateways.texts).toMatchObject([{ to: '+12025550123', text: 'Hi Ann' }]);
    expect(step).toMatchObject({ status: 'succeeded', result: { providerId: 'SM1', segments: 1 } });
    const sent = (await leadline.history(lead)).find(({ type }) => type === 'SmsSent');
    expect(sent?.data).toMatchObject({
      providerId: 'SM1',
      connectionId: 'default',
      to: '+12025550123',
      text: 'Hi Ann',
    });
  });

  it('is not sent again when nobody knows whether it went out', async () => {
    const { leadline, step } = await run(refusal('unknown'));
    expect(step).toMatchObject({ status: 'outcome-unknown', reason: { code: 'unknown-code' } });
    await leadline.advance('P3D');
    expect(leadline.gateways.texts).toHaveLength(1);
  });

  it('is sent again when the provider is busy, and not when it refuses', async () => {
    const busy = await run(refusal('transient'));
    await busy.leadline.advance('P1D');
    expect(busy.leadline.gateways.texts.map(({ messageId }) => messageId)).toHaveLength(2);
    expect(new Set(busy.leadline.gateways.texts.map(({ messageId }) => messageId)).size).toBe(1);
    const refused = await run(refusal('permanent'));
    await refused.leadline.advance('P1D');
    expect(refused.leadline.gateways.texts).toHaveLength(1);
    expect(refused.step).toMatchObject({ status: 'failed', reason: { code: 'permanent-code' } });
  });
});
