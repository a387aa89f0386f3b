import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSigned } from './form-receiver.js';
import { accountSid, authToken, ours, type RunningTwilio, runTwilio, theirs } from './running-twilio.js';

describe('text messages', () => {
  let running: RunningTwilio;
  const send = (changes: Record<string, string> = {}) =>
    running.client().messages.create({ to: theirs, from: ours, body: 'Hello', ...changes });
  const post = (form: Record<string, string>) => running.api('POST', '/Messages.json', form);

  beforeEach(async () => {
    running = await runTwilio({ now: () => new Date('2026-05-04T03:02:01.000Z') });
  });
  afterEach(() => running.stop());

  it('are taken, and shown as Twilio shows them', async () => {
    const created = await send({ body: 'Grüße 👋' });
    expect(created).toMatchObject({
      sid: expect.stringMatching(/^SM[0-9a-f]{32}$/),
      accountSid,
      apiVersion: '2010-04-01',
      body: 'Grüße 👋',
      dateCreated: new Date('2026-05-04T03:02:01Z'),
      direction: 'outbound-api',
      errorCode: null,
      from: ours,
      numMedia: '0',
      numSegments: '1',
      price: null,
      status: 'queued',
      to: theirs,
      uri: `/2010-04-01/Accounts/${accountSid}/Messages/${created.sid}.json`,
    });
    expect(await running.client().messages(created.sid).fetch()).toMatchObject({
      sid: created.sid,
      status: 'delivered',
      dateSent: new Date('2026-05-04T03:02:01Z'),
    });
    const { status, body } = await post({ To: theirs, From: ours, Body: 'x' });
    expect([status, body['date_created']]).toEqual([201, 'Mon, 04 May 2026 03:02:01 +0000']);
  });

  it.each([
    ['a'.repeat(160), '1'],
    ['a'.repeat(161), '2'],
    ['ш'.repeat(71), '2'],
    ['a'.repeat(1600), '11'],
    ['👋'.repeat(1600), '49'],
  ])('are counted in segments', async (body, numSegments) => {
    expect(await send({ body })).toMatchObject({ numSegments });
  });

  it('may be addressed in any way of writing a number', async () => {
    expect(await send({ to: '+1 (202) 555-0123' })).toMatchObject({ to: theirs });
  });

  it('are told of in order, with signatures that the SDK takes', async () => {
    const { sid } = await send({ statusCallback: running.receiver.url });
    const callbacks = await running.callbacks(3);
    expect(callbacks.map(({ params }) => params)).toEqual(
      ['queued', 'sent', 'delivered'].map((status) => ({
        AccountSid: accountSid,
        ApiVersion: '2010-04-01',
        From: ours,
        To: theirs,
        MessageSid: sid,
        SmsSid: sid,
        MessageStatus: status,
        SmsStatus: status,
      })),
    );
    for (const callback of callbacks) {
      expect(callback).toMatchObject({ method: 'POST', url: running.receiver.url });
      expect(isSigned(authToken, callback)).toBe(true);
      expect(isSigned('another token', callback)).toBe(false);
    }
  });

  it.each([
    ['+12025530001', 'failed', 30001, ['queued', 'failed']],
    ['+12025530003', 'undelivered', 30003, ['queued', 'sent', 'undelivered']],
    ['+12025530005', 'undelivered', 30005, ['queued', 'sent', 'undelivered']],
    ['+12025530006', 'undelivered', 30006, ['queued', 'sent', 'undelivered']],
    ['+12025530007', 'undelivered', 30007, ['queued', 'sent', 'undelivered']],
    ['+12025530008', 'undelivered', 30008, ['queued', 'sent', 'undelivered']],
  ])('to %s are %s', async (to, status, errorCode, statuses) => {
    const created = await send({ to, statusCallback: running.receiver.url });
    expect(created).toMatchObject({ status: 'queued', errorCode: null, errorMessage: null, dateSent: null });
    const callbacks = await running.callbacks(statuses.length);
    expect(callbacks.map(({ params }) => params['MessageStatus'])).toEqual(statuses);
    expect(callbacks.map(({ params }) => params['ErrorCode'])).toEqual([
      ...statuses.slice(1).map(() => undefined),
      String(errorCode),
    ]);
    expect(await running.client().messages(created.sid).fetch()).toMatchObject({
      status,
      errorCode,
      errorMessage: expect.stringMatching(/./),
    });
  });

  it.each([
    [21604, { From: ours, Body: 'x' }, "A 'To' phone number is required."],
    [21603, { To: theirs, Body: 'x' }, "A 'From' phone number is required."],
    [21602, { To: theirs, From: ours }, 'Message body is required.'],
    [21602, { To: theirs, From: ours, Body: ' ' }, 'Message body is required.'],
    [21617, { To: theirs, From: ours, Body: 'x'.repeat(1601) }, '1600 character limit'],
    [21211, { To: '+1202', From: ours, Body: 'x' }, "The 'To' number +1202 is not a valid phone number."],
    [21211, { To: 'nobody', From: ours, Body: 'x' }, 'nobody'],
    [21211, { To: '+15005550001', From: ours, Body: 'x' }, 'not a valid phone number'],
    [21612, { To: '+15005550002', From: ours, Body: 'x' }, 'not currently reachable'],
    [21408, { To: '+15005550003', From: ours, Body: 'x' }, 'region'],
    [21610, { To: '+15005550004', From: ours, Body: 'x' }, 'unsubscribed'],
    [21614, { To: '+15005550009', From: ours, Body: 'x' }, 'not a valid mobile number'],
    [21614, { To: '+4930901820', From: ours, Body: 'x' }, 'not a valid mobile number'],
    [21212, { To: theirs, From: '+15005550001', Body: 'x' }, "'From' number +15005550001"],
    [21212, { To: theirs, From: 'us', Body: 'x' }, "'From' number us"],
    [21606, { To: theirs, From: '+15005550007', Body: 'x' }, 'not a valid, SMS-capable'],
    [21606, { To: theirs, From: '+12025550177', Body: 'x' }, 'not a valid, SMS-capable'],
    [21611, { To: theirs, From: '+15005550008', Body: 'x' }, 'queued messages'],
    [21266, { To: ours, From: ours, Body: 'x' }, 'cannot be the same'],
    [21609, { To: theirs, From: ours, Body: 'x', StatusCallback: '/hooks' }, '/hooks'],
    [21609, { To: theirs, From: ours, Body: 'x', StatusCallback: 'ftp://example.com/' }, 'ftp'],
    [21609, { To: theirs, From: ours, Body: 'x', StatusCallback: 'http://a:b@example.com/' }, 'valid URL'],
    [21609, { To: theirs, From: ours, Body: 'x', StatusCallback: 'http://a_b.example.com/' }, 'a_b'],
    [21609, { To: theirs, From: ours, Body: 'x', StatusCallback: 'http://example.com/#a' }, '#a'],
    [20001, { To: theirs, MessagingServiceSid: 'MG1', Body: 'x' }, 'MessagingServiceSid'],
    [20001, { To: theirs, From: ours, MediaUrl: 'https://example.com/a.png' }, 'MediaUrl'],
  ])('are refused with %s for %j', async (code, form, words) => {
    const { status, body } = await post(form);
    expect(status).toBe(400);
    expect(body).toEqual({
      code,
      message: expect.stringContaining(words),
      more_info: `https://www.twilio.com/docs/errors/${code}`,
      status: 400,
    });
    expect(await running.traffic('messages')).toEqual([]);
  });

  it('are refused so that the SDK throws what Twilio said', async () => {
    await expect(send({ to: '+15005550009' })).rejects.toMatchObject({
      status: 400,
      code: 21614,
      moreInfo: 'https://www.twilio.com/docs/errors/21614',
    });
    await expect(send({ to: '+12025520429' })).rejects.toMatchObject({ status: 429, code: 20429 });
    await expect(send({ to: '+12025520500' })).rejects.toMatchObject({ status: 500, code: 20500 });
  });

  it('may come from the magic number, too', async () => {
    expect(await send({ from: '+15005550006' })).toMatchObject({ status: 'queued' });
  });

  it('that nobody sent are not found', async () => {
    const path = `/Messages/SM${'0'.repeat(32)}.json`;
    expect(await running.api('GET', path)).toMatchObject({
      status: 404,
      body: {
        code: 20404,
        message: `The requested resource /2010-04-01/Accounts/${accountSid}${path} was not found`,
      },
    });
  });
});
