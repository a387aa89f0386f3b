import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Params } from '../../../embedded/twilio/signature.js';
import { ourNumber } from '../../support/messaging.js';
import { useApi } from '../support/use-api.js';
import {
  callbackPath,
  callSid,
  delivered,
  incoming,
  messageSid,
  openGateway,
  recordingSid,
  send,
  signed,
  theirs,
} from './twilio-posts.js';

const gateway = openGateway();
afterAll(() => gateway.close());
const { get, post, api } = useApi(() => ({ verifyTwilio: gateway.verify }));

const messageId = '018f3c00-0000-7000-8000-000000000000.0';

let leadId: string;
beforeEach(async () => {
  leadId = (await post('/v1/leads', { externalId: 'ada', attributes: { phone: theirs } })).body.leadId;
});

const tell = async (channel: 'sms' | 'phone', params: Params): Promise<number> => {
  const response = await send(api().url, signed(callbackPath(leadId, channel), params));
  expect(await response.text()).toBe('');
  return response.status;
};

const eventsOf = async (id = leadId) => {
  const { items } = (await get(`/v1/leads/${id}/history`)).body;
  return items
    .map(({ type, data }: { type: string; data: object }) => ({ type, data }))
    .filter(({ type }: { type: string }) => /^(Sms|Call|Consent)/.test(type));
};

describe('what becomes of a text message', () => {
  test('is recorded when it has arrived', async () => {
    expect(await tell('sms', delivered)).toBe(204);
    expect(await eventsOf()).toEqual([{ type: 'SmsDelivered', data: { messageId, providerId: messageSid } }]);
  });

  test.each(['undelivered', 'failed'])('is recorded when it is %s, with the reason', async (status) => {
    expect(await tell('sms', { ...delivered, MessageStatus: status, ErrorCode: '30003' })).toBe(204);
    expect(await eventsOf()).toEqual([
      {
        type: 'SmsFailed',
        data: {
          messageId,
          providerId: messageSid,
          code: '30003',
          message: `The provider says ${status}.`,
        },
      },
    ]);
  });

  test('has the words of the provider where there are some, and no reason where there is none', async () => {
    const failed = { ...delivered, MessageStatus: 'failed', ErrorCode: '', ErrorMessage: 'Queue overflow' };
    expect(await tell('sms', failed)).toBe(204);
    expect(await eventsOf()).toMatchObject([{ data: { code: 'unknown', message: 'Queue overflow' } }]);
  });

  test.each(['accepted', 'scheduled', 'queued', 'sending', 'sent', 'read', 'canceled', 'news'])(
    'is not recorded while it is %s',
    async (status) => {
      expect(await tell('sms', { ...delivered, MessageStatus: status })).toBe(204);
      expect(await eventsOf()).toEqual([]);
    },
  );

  test('is recorded once, however often it is told', async () => {
    for (let times = 0; times < 3; times += 1) expect(await tell('sms', delivered)).toBe(204);
    expect(await eventsOf()).toHaveLength(1);
    await Promise.all([1, 2, 3, 4].map(() => tell('sms', { ...delivered, MessageStatus: 'failed' })));
    expect(await eventsOf()).toHaveLength(2);
  });

  test('is recorded in whatever order it is told', async () => {
    await tell('sms', { ...delivered, MessageStatus: 'undelivered' });
    await tell('sms', delivered);
    await tell('sms', { ...delivered, MessageStatus: 'queued' });
    expect((await eventsOf()).map(({ type }: { type: string }) => type)).toEqual([
      'SmsFailed',
      'SmsDelivered',
    ]);
  });
});

describe('what becomes of a phone call', () => {
  const call = (CallStatus: string, more: Params = {}): Params => ({
    CallSid: callSid,
    CallStatus,
    From: ourNumber,
    To: theirs,
    ...more,
  });
  const of = { messageId, providerId: callSid };

  test('is recorded when somebody answers, and when it is over', async () => {
    expect(await tell('phone', call('ringing'))).toBe(204);
    expect(await tell('phone', call('in-progress', { AnsweredBy: 'human' }))).toBe(204);
    expect(await tell('phone', call('completed', { CallDuration: '17', Duration: '1' }))).toBe(204);
    expect(await eventsOf()).toEqual([
      { type: 'CallAnswered', data: { ...of, answeredBy: 'human' } },
      { type: 'CallEnded', data: { ...of, status: 'completed', durationSeconds: 17 } },
    ]);
  });

  test('is answered once, in whatever words', async () => {
    await tell('phone', call('answered'));
    await tell('phone', call('in-progress'));
    expect(await eventsOf()).toEqual([{ type: 'CallAnswered', data: of }]);
  });

  test.each(['busy', 'no-answer', 'failed', 'canceled'])('is recorded when it ends as %s', async (status) => {
    expect(await tell('phone', call(status))).toBe(204);
    expect(await eventsOf()).toEqual([{ type: 'CallEnded', data: { ...of, status } }]);
  });

  test('is a recording, once it is there', async () => {
    const recording = {
      CallSid: callSid,
      RecordingSid: recordingSid,
      RecordingUrl: 'https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1',
      RecordingDuration: '12',
    };
    expect(await tell('phone', { ...recording, RecordingStatus: 'in-progress' })).toBe(204);
    expect(await tell('phone', { ...recording, RecordingStatus: 'completed' })).toBe(204);
    expect(await tell('phone', { ...recording, RecordingStatus: 'completed' })).toBe(204);
    expect(await eventsOf()).toEqual([
      {
        type: 'CallRecordingReady',
        data: {
          ...of,
          recordingId: recordingSid,
          url: recording.RecordingUrl,
          durationSeconds: 12,
        },
      },
    ]);
  });
});

describe('a text message from a phone', () => {
  const write = async (Body: string, more: Params = {}) => {
    const response = await send(api().url, signed('/hooks/twilio/default/incoming', incoming(Body, more)));
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      xml: await response.text(),
    };
  };
  const text = (words: string, id = leadId) =>
    post(`/v1/leads/${id}/commands`, { type: 'send-sms', text: words });
  const warnings = () => api().log.lines.filter(({ level }) => level === 'warn');
  const suppressed = async () => (await get('/v1/suppressions')).body.items;

  test('is the lead’s who was written to from that number, and is not answered', async () => {
    await text('Hi');
    await api().settle();
    expect(await write('Hello back 😀')).toEqual({
      status: 200,
      type: 'text/xml; charset=utf-8',
      xml: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
    });
    expect((await eventsOf()).at(-1)).toEqual({
      type: 'SmsReceived',
      data: { providerId: messageSid, from: theirs, to: ourNumber, text: 'Hello back 😀' },
    });
  });

  test('is that of the one who was written to last, where several have the number', async () => {
    const bob = (await post('/v1/leads', { externalId: 'bob', attributes: { phone: theirs } })).body.leadId;
    await text('Hi');
    await text('Hi', bob);
    await text('Hi again');
    await text('Hi again', bob);
    await api().settle();
    await write('Hello');
    expect((await eventsOf(bob)).at(-1)).toMatchObject({ type: 'SmsReceived' });
    expect((await eventsOf()).at(-1)).toMatchObject({ type: 'SmsSent' });
  });

  test('is recorded once, however often it is told, and may be empty', async () => {
    await text('Hi');
    await api().settle();
    await write('');
    await write('');
    expect((await eventsOf()).slice(1)).toMatchObject([{ type: 'SmsReceived', data: { text: '' } }]);
  });

  test('from a number that nobody was written to at leaves a line in the log, and nothing else', async () => {
    expect(await write('Hello')).toMatchObject({ status: 200 });
    expect(await eventsOf()).toEqual([]);
    expect(warnings()).toMatchObject([{ details: { messageSid } }]);
    expect(JSON.stringify(warnings())).not.toContain('Hello');
  });

  test.each(['STOP', ' stop \n', 'StopAll', 'unsubscribe', 'CANCEL', 'End', 'quit', 'REVOKE', 'OPTOUT'])(
    'that says %j closes the number and withdraws consent',
    async (word) => {
      await text('Hi');
      await api().settle();
      await write(word);
      expect((await eventsOf()).slice(1)).toEqual([
        { type: 'SmsReceived', data: { providerId: messageSid, from: theirs, to: ourNumber, text: word } },
        {
          type: 'ConsentWithdrawn',
          data: { channel: 'sms', source: `text message “${word.trim()}”` },
        },
      ]);
      await api().settle();
      expect(await suppressed()).toMatchObject([
        { channel: 'sms', address: theirs, reason: { code: 'opted-out' } },
      ]);
      expect((await text('Hi again')).body).toMatchObject({
        status: 'skipped',
        reason: { code: 'suppressed' },
      });
    },
  );

  test.each(['START', 'unstop', 'Yes'])('that says %j after that opens it again', async (word) => {
    await text('Hi');
    await api().settle();
    await write('STOP');
    await write(word, { MessageSid: `SM${'f'.repeat(32)}` });
    expect((await eventsOf()).at(-1)).toMatchObject({ type: 'ConsentGiven', data: { channel: 'sms' } });
    await api().settle();
    expect(await suppressed()).toEqual([]);
  });

  test('closes the number of somebody unknown, too', async () => {
    await write('STOP');
    await api().settle();
    expect(await suppressed()).toMatchObject([{ channel: 'sms', address: theirs }]);
    await write('START');
    await api().settle();
    expect(await suppressed()).toEqual([]);
  });

  test.each(['Please stop by tomorrow', 'Yes', 'YES', 'Don’t STOP', 'HELP', ''])(
    'that says %j is a text like any other',
    async (words) => {
      await text('Hi');
      await api().settle();
      await write(words);
      expect((await eventsOf()).slice(1)).toMatchObject([{ type: 'SmsReceived', data: { text: words } }]);
      expect(await suppressed()).toEqual([]);
    },
  );

  test('is taken for what the provider takes it for', async () => {
    await text('Hi');
    await api().settle();
    await write('Schluss', { OptOutType: 'STOP' });
    expect((await eventsOf()).at(-1)).toMatchObject({ type: 'ConsentWithdrawn' });
    await write('STOP', { OptOutType: 'HELP', MessageSid: `SM${'f'.repeat(32)}` });
    await write('Los', { OptOutType: 'START', MessageSid: `SM${'e'.repeat(32)}` });
    expect((await eventsOf()).map(({ type }: { type: string }) => type)).toEqual([
      'SmsSent',
      'SmsReceived',
      'ConsentWithdrawn',
      'SmsReceived',
      'SmsReceived',
      'ConsentGiven',
    ]);
  });

  test('does not open what somebody else has closed', async () => {
    await post('/v1/suppressions', { address: { channel: 'sms', address: theirs } });
    await write('START');
    await api().settle();
    expect(await suppressed()).toMatchObject([{ address: theirs }]);
  });
});
