import twilio from 'twilio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSigned } from './form-receiver.js';
import {
  accountSid,
  authorization,
  authToken,
  ours,
  type RunningTwilio,
  runTwilio,
  theirs,
} from './running-twilio.js';

const hello = '<Response><Say>Hello there, Ann</Say><Pause length="3"/></Response>';

describe('calls', () => {
  let running: RunningTwilio;
  const call = (changes: Partial<Parameters<ReturnType<typeof twilio>['calls']['create']>[0]> = {}) =>
    running.client().calls.create({ to: theirs, from: ours, twiml: hello, ...changes });
  const allEvents = ['initiated', 'ringing', 'answered', 'completed'];
  const told = () => ({ statusCallback: running.receiver.url, statusCallbackEvent: allEvents });

  beforeEach(async () => {
    running = await runTwilio({ now: () => new Date('2026-05-04T03:02:01.000Z') });
  });
  afterEach(() => running.stop());

  it('are taken, and shown as Twilio shows them', async () => {
    const created = await call();
    expect(created).toMatchObject({
      sid: expect.stringMatching(/^CA[0-9a-f]{32}$/),
      accountSid,
      answeredBy: null,
      dateCreated: new Date('2026-05-04T03:02:01Z'),
      direction: 'outbound-api',
      duration: null,
      endTime: null,
      from: ours,
      price: null,
      startTime: null,
      status: 'queued',
      to: theirs,
      uri: `/2010-04-01/Accounts/${accountSid}/Calls/${created.sid}.json`,
    });
    expect(await running.client().calls(created.sid).fetch()).toMatchObject({
      sid: created.sid,
      status: 'completed',
      duration: '5',
      startTime: new Date('2026-05-04T03:02:06Z'),
      endTime: new Date('2026-05-04T03:02:11Z'),
    });
  });

  it('are told of in order, with signatures that the SDK takes', async () => {
    const { sid } = await call(told());
    const callbacks = await running.callbacks(4);
    expect(
      callbacks.map(({ params }) => [params['CallStatus'], params['SequenceNumber'], params['Timestamp']]),
    ).toEqual([
      ['initiated', '0', 'Mon, 04 May 2026 03:02:01 +0000'],
      ['ringing', '1', 'Mon, 04 May 2026 03:02:01 +0000'],
      ['in-progress', '2', 'Mon, 04 May 2026 03:02:06 +0000'],
      ['completed', '3', 'Mon, 04 May 2026 03:02:11 +0000'],
    ]);
    expect(callbacks[3]?.params).toEqual({
      AccountSid: accountSid,
      ApiVersion: '2010-04-01',
      CallDuration: '5',
      CallSid: sid,
      CallStatus: 'completed',
      CallbackSource: 'call-progress-events',
      Called: theirs,
      Caller: ours,
      Direction: 'outbound-api',
      Duration: '1',
      From: ours,
      SequenceNumber: '3',
      SipResponseCode: '200',
      Timestamp: 'Mon, 04 May 2026 03:02:11 +0000',
      To: theirs,
    });
    for (const callback of callbacks) expect(isSigned(authToken, callback)).toBe(true);
  });

  it('are told of when they are over, unless other events are asked for', async () => {
    await call({ statusCallback: running.receiver.url });
    await call({ statusCallback: running.receiver.url, statusCallbackEvent: ['answered'] });
    const callbacks = await running.callbacks(2);
    expect(callbacks.map(({ params }) => params['CallStatus']).sort()).toEqual(['completed', 'in-progress']);
  });

  it('are told of with GET to those who want it', async () => {
    await call({ statusCallback: running.receiver.url, statusCallbackMethod: 'GET' });
    const [callback] = await running.callbacks(1);
    expect(callback).toMatchObject({ method: 'GET', params: { CallStatus: 'completed', key: 'a b' } });
    if (callback !== undefined) expect(isSigned(authToken, callback)).toBe(true);
  });

  it.each([
    ['+12025552879', 'busy', ['initiated', 'ringing', 'busy'], '486'],
    ['+12025557464', 'no-answer', ['initiated', 'ringing', 'no-answer'], '487'],
    ['+12025553245', 'failed', ['initiated', 'failed'], '404'],
  ])('to %s are %s', async (to, status, statuses, SipResponseCode) => {
    const { sid } = await call({
      to,
      record: true,
      recordingStatusCallback: running.receiver.url,
      ...told(),
    });
    const callbacks = await running.callbacks(statuses.length);
    expect(callbacks.map(({ params }) => params['CallStatus'])).toEqual(statuses);
    expect(callbacks.at(-1)?.params).toMatchObject({ CallDuration: '0', SipResponseCode });
    expect(await running.client().calls(sid).fetch()).toMatchObject({ status, duration: '0' });
    expect(await running.traffic('calls')).toMatchObject([{ transcript: [], recordingSid: null }]);
  });

  it('ring as long as they are let', async () => {
    const unanswered = await call({ to: '+12025557464', timeout: 20 });
    expect((await running.client().calls(unanswered.sid).fetch()).endTime).toEqual(
      new Date('2026-05-04T03:02:21Z'),
    );
    const { sid } = await call({ timeout: 2 });
    expect((await running.client().calls(sid).fetch()).startTime).toEqual(new Date('2026-05-04T03:02:03Z'));
  });

  it('say who answers to those who want to know', async () => {
    const machine = '+12025552337';
    const detect = async (to: string, machineDetection?: string) => {
      const { sid } = await call({ to, ...(machineDetection === undefined ? {} : { machineDetection }) });
      return (await running.client().calls(sid).fetch()).answeredBy;
    };
    expect(await detect(machine)).toBeNull();
    expect(await detect(theirs, 'Enable')).toBe('human');
    expect(await detect(machine, 'Enable')).toBe('machine_start');
    expect(await detect(machine, 'DetectMessageEnd')).toBe('machine_end_beep');
    await call({ to: machine, machineDetection: 'Enable', ...told() });
    expect((await running.callbacks(4)).map(({ params }) => params['AnsweredBy'])).toEqual([
      undefined,
      undefined,
      'machine_start',
      'machine_start',
    ]);
  });

  it('carry out what the SDK writes, and keep what was heard', async () => {
    const response = new twilio.twiml.VoiceResponse();
    response.say({ voice: 'Polly.Vicki', language: 'de-DE', loop: 2 }, 'Grüße & "Küsse" <an> alle');
    response.pause({ length: 2 });
    response.dial({ timeout: 20 }, '+12025552879');
    response.dial({}).number('+4930901820');
    response.hangup();
    response.say('Nobody hears this');
    await call({ twiml: response });
    expect(await running.traffic('calls')).toMatchObject([
      {
        status: 'completed',
        duration: 41,
        errors: [],
        transcript: [
          {
            verb: 'say',
            text: 'Grüße & "Küsse" <an> alle',
            voice: 'Polly.Vicki',
            language: 'de-DE',
            loop: 2,
            seconds: 4,
          },
          { verb: 'pause', seconds: 2 },
          { verb: 'dial', number: '+12025552879', status: 'busy', seconds: 0 },
          { verb: 'dial', number: '+4930901820', status: 'completed', seconds: 35 },
          { verb: 'hang-up', seconds: 0 },
        ],
      },
    ]);
  });

  it('that cannot be carried out apologise, as on Twilio, and say why', async () => {
    await call({ twiml: '<Response><Play>song.mp3</Play></Response>', ...told() });
    const callbacks = await running.callbacks(4);
    expect(callbacks.at(-1)?.params['CallStatus']).toBe('completed');
    expect(await running.traffic('calls')).toMatchObject([
      {
        errors: [{ code: 12200, message: expect.stringContaining("'Play'") }],
        transcript: [{ verb: 'say', text: expect.stringContaining('application error') }],
      },
    ]);
  });

  it('last no longer than they may', async () => {
    const { sid } = await call({
      twiml: '<Response><Say loop="0">Over and over</Say></Response>',
      timeLimit: 90,
    });
    expect(await running.client().calls(sid).fetch()).toMatchObject({ duration: '90' });
  });

  it('are recorded where that is asked for, and give the recording out', async () => {
    const { sid } = await call({ record: true, recordingStatusCallback: running.receiver.url, ...told() });
    const callback = (await running.callbacks(5)).at(-1);
    const recordingSid = callback?.params['RecordingSid'] ?? '';
    expect(recordingSid).toMatch(/^RE[0-9a-f]{32}$/);
    expect(callback?.params).toMatchObject({
      AccountSid: accountSid,
      CallSid: sid,
      RecordingDuration: '5',
      RecordingStatus: 'completed',
      RecordingUrl: `${running.twilio().url}/2010-04-01/Accounts/${accountSid}/Recordings/${recordingSid}`,
    });
    if (callback !== undefined) expect(isSigned(authToken, callback)).toBe(true);
    expect(await running.client().recordings(recordingSid).fetch()).toMatchObject({
      callSid: sid,
      channels: 1,
      duration: '5',
      sid: recordingSid,
      status: 'completed',
    });
    for (const ending of ['', '.wav']) {
      const response = await fetch(`${callback?.params['RecordingUrl']}${ending}`, {
        headers: { authorization: authorization() },
      });
      const sound = Buffer.from(await response.arrayBuffer());
      expect(response.headers.get('content-type')).toBe('audio/x-wav');
      expect(sound.toString('ascii', 0, 4) + sound.toString('ascii', 8, 16)).toBe('RIFFWAVEfmt ');
      expect(sound.readUInt32LE(4)).toBe(sound.length - 8);
      expect(sound.readUInt32LE(40)).toBe(sound.length - 44);
      // As many bytes as a second has.
      expect(sound.readUInt32LE(40)).toBe(sound.readUInt32LE(28));
    }
    await call({ recordingStatusCallback: running.receiver.url, ...told() });
    expect(await running.callbacks(9)).toHaveLength(9);
  });

  it.each([
    [21201, { From: ours, Twiml: hello }, "'To'"],
    [21213, { To: theirs, Twiml: hello }, "'From'"],
    [21211, { To: '+1202', From: ours, Twiml: hello }, 'attempting to call, +1202, is not valid'],
    [21217, { To: '+15005550001', From: ours, Twiml: hello }, 'does not appear to be valid'],
    [21214, { To: '+15005550002', From: ours, Twiml: hello }, 'cannot be reached'],
    [21215, { To: '+15005550003', From: ours, Twiml: hello }, 'international permissions'],
    [21216, { To: '+15005550004', From: ours, Twiml: hello }, 'not allowed to call'],
    [21212, { To: theirs, From: '+15005550001', Twiml: hello }, 'not valid'],
    [21210, { To: theirs, From: '+12025550177', Twiml: hello }, 'not yet verified'],
    [21205, { To: theirs, From: ours, Url: 'https://example.com/' }, 'not supported'],
    [21205, { To: theirs, From: ours, Twiml: hello, Url: 'https://example.com/' }, 'not supported'],
    [21205, { To: theirs, From: ours }, 'required'],
    [11750, { To: theirs, From: ours, Twiml: 'x'.repeat(4001) }, '4000'],
    [12100, { To: theirs, From: ours, Twiml: '<Response><Say>Hi</Response>' }, "closing tag 'Say'"],
    [12100, { To: theirs, From: ours, Twiml: ' <?xml version="1.0"?><Response/>' }, 'declaration'],
    [12102, { To: theirs, From: ours, Twiml: '<Say>Hi</Say>' }, '<Response>'],
    [21609, { To: theirs, From: ours, Twiml: hello, StatusCallback: 'example.com' }, 'StatusCallback'],
    [
      21609,
      { To: theirs, From: ours, Twiml: hello, RecordingStatusCallback: 'x:' },
      'RecordingStatusCallback',
    ],
    [
      21626,
      {
        To: theirs,
        From: ours,
        Twiml: hello,
        StatusCallback: 'http://a/',
        StatusCallbackEvent: 'answered lost',
      },
      'lost',
    ],
    [
      21209,
      { To: theirs, From: ours, Twiml: hello, StatusCallback: 'http://a/', StatusCallbackMethod: 'PUT' },
      'PUT',
    ],
    [21208, { To: theirs, From: ours, Twiml: hello, Timeout: '601' }, 'Timeout'],
    [21208, { To: theirs, From: ours, Twiml: hello, Timeout: 'x' }, 'Timeout'],
    [20001, { To: theirs, From: ours, Twiml: hello, SendDigits: '1' }, 'SendDigits'],
    [20001, { To: theirs, From: ours, Twiml: hello, TimeLimit: '0' }, 'TimeLimit'],
    [20001, { To: theirs, From: ours, Twiml: hello, MachineDetection: 'Maybe' }, 'MachineDetection Maybe'],
  ])('are refused with %s for %j', async (code, form, words) => {
    const { status, body } = await running.api('POST', '/Calls.json', form);
    expect([status, body]).toEqual([
      400,
      {
        code,
        message: expect.stringContaining(words),
        more_info: `https://www.twilio.com/docs/errors/${code}`,
        status: 400,
      },
    ]);
    expect(await running.traffic('calls')).toEqual([]);
  });

  it('and recordings that nobody asked for are not found', async () => {
    const none = '0'.repeat(32);
    for (const path of [`/Calls/CA${none}.json`, `/Recordings/RE${none}.json`, `/Recordings/RE${none}.wav`])
      expect(await running.api('GET', path)).toMatchObject({ status: 404, body: { code: 20404 } });
  });
});
