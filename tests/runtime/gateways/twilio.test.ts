import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { ConnectionId } from '../../../domain/codecs/ids.js';
import type { TwilioGateway } from '../../../runtime/gateways/twilio.js';
import { isSigned } from '../../embedded/twilio/form-receiver.js';
import {
  authToken,
  ours,
  type RunningTwilio,
  runTwilio,
  theirs,
} from '../../embedded/twilio/running-twilio.js';
import { call, connection, number, open, script, text, url } from './twilio-messages.js';

let twilio: RunningTwilio;
let gateway: TwilioGateway;
beforeEach(async () => {
  twilio = await runTwilio();
  gateway = open(twilio.twilio().url);
});
afterEach(async () => {
  await gateway.close();
  await twilio.stop();
});

const sid = (prefix: string) => expect.stringMatching(new RegExp(`^${prefix}[0-9a-f]{32}$`));

describe('a text message', () => {
  it('arrives as it was written, and the provider’s own id comes back', async () => {
    const delivery = await gateway.sendSms(text());
    expect(delivery).toEqual({ kind: 'delivered', receipt: { providerId: sid('SM') } });
    expect(await twilio.traffic('messages')).toMatchObject([
      { from: ours, to: theirs, body: 'Hello & „welcome“' },
    ]);
  });

  it('is reported on where it was asked for, and the reports are signed', async () => {
    const delivery = await gateway.sendSms(text({ callbackUrl: url(twilio.receiver.url) }));
    const received = await twilio.callbacks(3);
    expect(received.map(({ params }) => params['MessageStatus'])).toEqual(['queued', 'sent', 'delivered']);
    expect(delivery).toMatchObject({ receipt: { providerId: received[0]?.params['MessageSid'] } });
    for (const { url: asked, params, signature } of received) {
      const request = { connectionId: 'default', url: asked, params, signature };
      expect(await gateway.verify(request)).toBe(true);
    }
  });

  it.each([
    ['+15005550001', 'permanent', 'wrong-number', 'is not a valid phone number'],
    ['+15005550002', 'permanent', 'twilio-21612', 'not currently reachable'],
    ['+15005550003', 'permanent', 'twilio-21408', 'Permission to send'],
    ['+15005550004', 'permanent', 'unsubscribed-number', 'unsubscribed recipient'],
    ['+15005550009', 'permanent', 'wrong-number', 'not a valid mobile number'],
    ['+442079460958', 'permanent', 'wrong-number', 'not a valid mobile number'],
    ['+12025520429', 'transient', 'twilio-20429', 'Too Many Requests'],
    ['+12025520500', 'transient', 'twilio-20500', 'internal server error'],
  ])('to %s ends as %s with %s', async (to, kind, code, words) => {
    expect(await gateway.sendSms(text({ to: number(to) }))).toEqual({
      kind,
      code,
      message: expect.stringContaining(words),
    });
  });

  it.each([
    ['+15005550001', 'permanent', 'twilio-21212'],
    ['+15005550007', 'permanent', 'twilio-21606'],
    ['+15005550008', 'transient', 'twilio-21611'],
  ])('from %s ends as %s with %s', async (from, kind, code) => {
    expect(await gateway.sendSms(text({ from: number(from) }))).toMatchObject({ kind, code });
  });

  it('is refused for a number that has answered STOP', async () => {
    await twilio.simulate({ from: theirs, to: ours, body: 'Stop', webhookUrl: twilio.receiver.url });
    expect(await gateway.sendSms(text())).toMatchObject({ kind: 'permanent', code: 'unsubscribed-number' });
  });

  it('is tried again where the account does not let us in: somebody can mend that', async () => {
    const stranger = open(twilio.twilio().url, 5000, connection({ authToken: 'another' }));
    expect(await stranger.sendSms(text())).toEqual({
      kind: 'transient',
      code: 'twilio-20003',
      message: 'Authenticate',
    });
    await stranger.close();
  });

  it('ends with what is said of its connection, if there is none', async () => {
    const elsewhere = text({ connectionId: decodeOrThrow(ConnectionId, 'elsewhere') });
    expect(await gateway.sendSms(elsewhere)).toMatchObject({ kind: 'permanent', code: 'unknown-connection' });
  });
});

describe('a phone call', () => {
  it('goes as its script says', async () => {
    const steps = script(
      { type: 'say', text: 'Hello <you> & "me"', language: 'en-GB' },
      { type: 'pause', seconds: 3 },
      { type: 'connect', number: '+4930901820' },
      { type: 'hang-up' },
    );
    const delivery = await gateway.placeCall(call({ script: steps }));
    expect(delivery).toEqual({ kind: 'delivered', receipt: { providerId: sid('CA') } });
    expect(await twilio.traffic('calls')).toMatchObject([
      {
        from: ours,
        to: theirs,
        status: 'completed',
        errors: [],
        recordingSid: null,
        transcript: [
          { verb: 'say', text: 'Hello <you> & "me"', language: 'en-GB' },
          { verb: 'pause', seconds: 3 },
          { verb: 'dial', number: '+4930901820' },
          { verb: 'hang-up' },
        ],
      },
    ]);
  });

  it('is reported on when it is answered and when it is over', async () => {
    await gateway.placeCall(call({ callbackUrl: url(twilio.receiver.url) }));
    const received = await twilio.callbacks(2);
    expect(received.map(({ params }) => params['CallStatus'])).toEqual(['in-progress', 'completed']);
    expect(received.every((one) => isSigned(authToken, one))).toBe(true);
  });

  it('is recorded where that is wanted, and the recording is reported, too', async () => {
    await gateway.placeCall(call({ record: true, callbackUrl: url(twilio.receiver.url) }));
    const received = await twilio.callbacks(3);
    expect(received.map(({ params }) => params['RecordingSid']).filter(Boolean)).toEqual([sid('RE')]);
  });

  it.each([
    ['+15005550001', 'permanent', 'wrong-number'],
    ['+15005550002', 'permanent', 'twilio-21214'],
    ['+15005550003', 'permanent', 'twilio-21215'],
    ['+15005550004', 'permanent', 'twilio-21216'],
    ['+12025520429', 'transient', 'twilio-20429'],
    ['+12025520500', 'transient', 'twilio-20500'],
  ])('to %s ends as %s with %s', async (to, kind, code) => {
    expect(await gateway.placeCall(call({ to: number(to) }))).toMatchObject({ kind, code });
  });

  it('from a number that is not ours is refused', async () => {
    expect(await gateway.placeCall(call({ from: number('+12025550111') }))).toMatchObject({
      kind: 'permanent',
      code: 'twilio-21210',
    });
  });
});

describe('the check of a connection', () => {
  it('signs in, and says which numbers are not the account’s', async () => {
    expect(await gateway.check(connection())).toEqual({
      ok: true,
      detail: 'Signed in to the account “Stand-in of Twilio”.',
    });
    expect(await gateway.check(connection({ numbers: [ours, '+4930901820'] }))).toEqual({
      ok: true,
      detail: 'Signed in to the account “Stand-in of Twilio”. Not among its numbers: +4930901820.',
    });
    expect(await twilio.traffic('messages')).toEqual([]);
  });

  it('says why it cannot sign in', async () => {
    expect(await gateway.check(connection({ authToken: 'another' }))).toEqual({
      ok: false,
      message: 'Authenticate',
    });
    const other = connection({ accountSid: `AC${'0'.repeat(32)}` });
    expect(await gateway.check(other)).toMatchObject({ ok: false });
    await twilio.stop();
    expect(await gateway.check(connection())).toEqual({
      ok: false,
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

describe('the signature of a request', () => {
  it('is that of the connection, the address and the form, or none', async () => {
    await gateway.sendSms(text({ callbackUrl: url(twilio.receiver.url) }));
    const [received] = await twilio.callbacks(1);
    if (received === undefined) throw new Error('nothing received');
    const { url: asked, params, signature } = received;
    const signed = { connectionId: 'default', url: asked, params, signature };
    expect(await gateway.verify(signed)).toBe(true);
    const forged = [
      { ...signed, signature: '' },
      { ...signed, signature: `${signature.slice(0, -2)}x=` },
      { ...signed, signature: signature.slice(0, -1) },
      { ...signed, url: `${asked}1` },
      { ...signed, url: 'no address' },
      { ...signed, url: '' },
      { ...signed, params: { ...params, MessageStatus: 'delivered' } },
      { ...signed, params: { ...params, more: '1' } },
      { ...signed, params: {} },
      { ...signed, connectionId: 'elsewhere' },
      { ...signed, connectionId: '' },
    ];
    for (const request of forged) expect(await gateway.verify(request)).toBe(false);
  });
});
