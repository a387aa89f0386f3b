import { describe, expect, it } from 'vitest';
import { refusal } from '../../support/recording-gateways.js';
import { form, immediately, onForm } from '../../support/steps.js';
import { createVirtualLeadline } from '../../support/virtual-leadline.js';
import { decide, faultsOf, ourNumbers, ours, referencesOf } from './phone-step.js';

const say = (text: string, more: object = {}) => ({ type: 'say', text, ...more });
const call = (script: readonly object[], more: object = {}) => ({ type: 'make-phone-call', script, ...more });
const mobile = '0170 1234567';
const codeOf = async (...parameters: Parameters<typeof decide>): Promise<string> => {
  const decision = await decide(...parameters);
  return 'reason' in decision ? `${decision.kind} ${decision.reason.code}` : decision.kind;
};

describe('a phone call', () => {
  it('goes from the first number of the default connection to the number of the lead', async () => {
    expect(await decide(call([say('Hello')]), { phone: mobile })).toEqual({
      kind: 'send',
      message: {
        channel: 'phone',
        connectionId: 'default',
        messageId: 'run.0',
        from: ours[0],
        to: '+491701234567',
        script: [{ type: 'say', text: 'Hello' }],
        record: false,
        callbackUrl: 'https://leadline.example/hooks/twilio/default/phone/run.0',
      },
    });
  });

  it('says the values of the lead; the other steps are as they were written', async () => {
    const variables = { contact: { firstName: 'Ann\u0000 & Bob' } };
    const script = [
      say('Hello {{ contact.firstName }}', { language: 'en-GB' }),
      { type: 'pause', seconds: 2 },
      say('{% if contact.city %}How is {{ contact.city }}?{% endif %}'),
      { type: 'connect', number: '+4930901820' },
      { type: 'hang-up' },
    ];
    expect(await decide(call(script), { phone: mobile, variables })).toMatchObject({
      message: {
        script: [
          { type: 'say', text: 'Hello Ann & Bob', language: 'en-GB' },
          { type: 'pause', seconds: 2 },
          { type: 'connect', number: '+4930901820' },
          { type: 'hang-up' },
        ],
      },
    });
  });

  it('goes to whom it is asked for', async () => {
    const variables = { contact: { office: '030 901820' }, event: {} };
    const to = (template: string) => call([say('x')], { to: template });
    const situation = { phone: mobile, variables };
    expect(await decide(to('{{ contact.office }}'), situation)).toMatchObject({
      message: { to: '+4930901820' },
    });
    expect(await decide(to('+1 202 555 0123'), {})).toMatchObject({ message: { to: '+12025550123' } });
    expect(await codeOf(to('{{ contact.home }}'), situation)).toBe('skip wrong-phone-number');
    expect(await codeOf(to('{{ contact.home | default: "" }}'), situation)).toBe('skip no-phone-number');
    expect(await codeOf(to('{% for i in (1..100000000) %}x{% endfor %}'), situation)).toBe(
      'fail unusable-text',
    );
  });

  it('goes after its pattern, unless the step says otherwise', async () => {
    const pattern = {
      name: 'p',
      script: [say('one')],
      connectionId: 'sales',
      from: ours[1],
      record: true,
    };
    const situation = {
      phone: mobile,
      patterns: { p: [pattern, { ...pattern, script: [say('two')] }] },
      connections: { sales: { numbers: ourNumbers }, other: { numbers: ourNumbers } },
    };
    const action = { type: 'make-phone-call', patternId: 'p' };
    expect(await decide(action, situation)).toMatchObject({
      message: {
        connectionId: 'sales',
        from: ours[1],
        record: true,
        script: [say('two')],
        pattern: { patternId: 'p', version: 2 },
        callbackUrl: 'https://leadline.example/hooks/twilio/sales/phone/run.0',
      },
    });
    const changed = { connectionId: 'other', from: ours[0], record: false, patternVersion: 1 };
    expect(await decide({ ...action, ...changed }, situation)).toMatchObject({
      message: { connectionId: 'other', from: ours[0], record: false, script: [say('one')] },
    });
    expect(await codeOf({ ...action, patternVersion: 3 }, situation)).toBe('fail unknown-pattern');
    expect(await codeOf({ ...action, patternId: 'q' }, situation)).toBe('fail unknown-pattern');
  });

  it.each([
    ['no number', {}, 'skip no-phone-number'],
    ['what is no number', { phone: 'call me' }, 'skip wrong-phone-number'],
    ['a premium number', { phone: '0900 1234567' }, 'skip wrong-phone-number'],
    [
      'a number that is not to be called',
      { phone: mobile, suppressed: { 'phone +491701234567': { code: 'by-hand', message: 'No.' } } },
      'skip suppressed',
    ],
    [
      'a number that is not to be written to',
      { phone: mobile, suppressed: { 'sms +491701234567': { code: 'opted-out', message: 'No.' } } },
      'send',
    ],
    ['a number, without a connection', { phone: mobile, connections: {} }, 'fail unknown-connection'],
    [
      'a number, without a number to call from',
      { phone: mobile, connections: { default: {} } },
      'fail unknown-number',
    ],
  ])('to %s: %j → %s', async (_, situation, code) => {
    expect(await codeOf(call([say('x')]), situation)).toBe(code);
  });

  it('fails where it comes from a number that is not the connection’s', async () => {
    expect(await codeOf(call([say('x')], { from: '+15005550001' }), { phone: mobile })).toBe(
      'fail unknown-number',
    );
  });

  it.each([
    ['nothing', [say('{{ contact.name | default: "" }}')], 'unusable-text'],
    ['what cannot be computed', [say('{% for i in (1..100000000) %}x{% endfor %}')], 'unusable-text'],
    ['too long a text', [say('{{ contact.long }}')], 'unusable-text'],
    ['too long a script', Array.from({ length: 3 }, () => say('a'.repeat(1500))), 'script-too-long'],
    ['a script that is too long in XML', [say('&'.repeat(900))], 'script-too-long'],
  ])('fails where filling it in gives %s', async (_, script, code) => {
    const variables = { contact: { long: 'a'.repeat(2001) } };
    expect(await codeOf(call(script), { phone: mobile, variables })).toBe(`fail ${code}`);
  });

  it.each([
    [{}, 'script', 'is missing'],
    [{ patternId: 'p', script: [say('x')] }, 'patternId', 'cannot stand beside'],
    [{ script: [say('x')], patternVersion: 1 }, 'patternVersion', 'needs a patternId'],
    [{ script: [] }, 'script', 'must have 1 to 50 items'],
    [{ script: [say('x'), say('{{ x')] }, 'script[1].text', 'is not a template'],
    [{ script: [say('x')], to: '{{ x' }, 'to', 'is not a template'],
    [{ script: [say('x', { language: 'English' })] }, 'script[0].language', 'must be a language'],
    [{ script: [{ type: 'sing' }] }, 'script[0].type', 'must be one of say, connect, pause, hang-up'],
    [{ script: [{ type: 'connect', number: '110' }] }, 'script[0].number', 'must be a phone number'],
  ])('is refused with %j', (settings, path, message) => {
    expect(faultsOf({ type: 'make-phone-call', ...settings })).toMatchObject([
      { path: `steps[0].action.${path}`, message: expect.stringContaining(message) },
    ]);
  });

  it('names its pattern, and its connection where the pattern cannot name one', () => {
    expect(referencesOf(call([say('x')]))).toEqual(['a.connectionId: twilio default']);
    const action = { type: 'make-phone-call', patternId: 'p' };
    expect(referencesOf(action)).toEqual(['a.patternId: call-pattern p']);
    expect(referencesOf({ ...action, patternVersion: 2, connectionId: 'c' })).toEqual([
      'a.patternVersion: call-pattern p v2',
      'a.connectionId: twilio c',
    ]);
  });
});

describe('a phone call as a step of a flow', () => {
  const run = async (answer?: ReturnType<typeof refusal>) => {
    const leadline = createVirtualLeadline();
    if (answer !== undefined) leadline.gateways.answerNext(answer);
    const steps = [{ action: call([say('Hi')], { record: true }), when: immediately }];
    await leadline.flow('flow', { trigger: onForm('a'), steps });
    const fields = { phone: '(202) 555-0123' };
    const lead = await leadline.happens('form-submitted', { externalId: 'ann' }, form('a', fields));
    return { leadline, lead, step: (await leadline.runOf(lead)).steps[0] };
  };

  it('is made once, and the lead’s story says so', async () => {
    const { leadline, lead, step } = await run();
    expect(leadline.gateways.calls).toMatchObject([{ to: '+12025550123', record: true }]);
    expect(step).toMatchObject({ status: 'succeeded', result: { providerId: 'CA1' } });
    const placed = (await leadline.history(lead)).find(({ type }) => type === 'CallPlaced');
    expect(placed?.data).toMatchObject({ providerId: 'CA1', to: '+12025550123', recorded: true });
  });

  it('is not made again when nobody knows whether it was made', async () => {
    const { leadline, step } = await run(refusal('unknown'));
    expect(step).toMatchObject({ status: 'outcome-unknown' });
    await leadline.advance('P3D');
    expect(leadline.gateways.calls).toHaveLength(1);
  });
});
