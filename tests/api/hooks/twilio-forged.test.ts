import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createTokens } from '../../../commands/tokens.js';
import { type Params, signature } from '../../../embedded/twilio/signature.js';
import { createSign } from '../../../runtime/sign.js';
import { testTokens } from '../../support/messaging.js';
import { useApi } from '../support/use-api.js';
import {
  authTokens,
  callbackPath,
  callSid,
  delivered,
  incoming,
  messageOf,
  messageSid,
  openGateway,
  type Post,
  publicUrl,
  recordingSid,
  send,
  signed,
  theirs,
} from './twilio-posts.js';

const gateway = openGateway();
afterAll(() => gateway.close());
const { post, api, storedTypes } = useApi(() => ({ verifyTwilio: gateway.verify }));

let leadId: string;
let genuine: Post;
beforeEach(async () => {
  leadId = (await post('/v1/leads', { externalId: 'ada', attributes: { phone: theirs } })).body.leadId;
  genuine = signed(callbackPath(leadId, 'sms'), delivered);
});

/** Sends what is to be refused, and makes sure that nothing is left of it but the answer. */
const refused = async (forged: Post, init: RequestInit = {}): Promise<number> => {
  const before = storedTypes().length;
  const response = await send(api().url, forged, init);
  const answer = await response.text();
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  for (const secret of [...Object.values(authTokens), genuine.signature])
    expect(answer).not.toContain(secret);
  expect(storedTypes().slice(before)).toEqual([]);
  return response.status;
};

test('what is not tampered with is taken', async () => {
  expect((await send(api().url, genuine)).status).toBe(204);
  expect(storedTypes().at(-1)).toBe('SmsDelivered');
});

describe('a callback with another signature', () => {
  const hmac = (
    algorithm: string,
    encoding: 'base64' | 'hex' | 'base64url',
    { path, params }: Post,
  ): string =>
    createHmac(algorithm, authTokens.default)
      .update(
        Object.keys(params)
          .sort()
          .reduce((text, name) => `${text}${name}${params[name]}`, `${publicUrl}${path}`),
      )
      .digest(encoding);

  test.each<[string, (post: Post) => string]>([
    ['none', () => ''],
    ['a word', () => 'signature'],
    ['an A less', ({ signature: s }) => s.slice(1)],
    ['its end missing', ({ signature: s }) => s.slice(0, -1)],
    ['more at its end', ({ signature: s }) => `${s}=`],
    ['its letters turned over', ({ signature: s }) => s.toLowerCase()],
    ['itself backwards', ({ signature: s }) => [...s].reverse().join('')],
    ['itself twice', ({ signature: s }) => `${s}, ${s}`],
    ['itself in quotes', ({ signature: s }) => `"${s}"`],
    ['itself after a scheme', ({ signature: s }) => `sha1=${s}`],
    ['SHA-256 in place of SHA-1', (post) => hmac('sha256', 'base64', post)],
    ['MD5 in place of SHA-1', (post) => hmac('md5', 'base64', post)],
    ['hexadecimal digits', (post) => hmac('sha1', 'hex', post)],
    ['a hash without a key', ({ path }) => createHash('sha1').update(`${publicUrl}${path}`).digest('base64')],
    ['the key of another account', ({ path, params }) => signed(path, params, authTokens.second).signature],
    ['an empty key', ({ path, params }) => signed(path, params, '').signature],
    [
      'the account’s id as its key',
      ({ path, params }) => signed(path, params, params['AccountSid']).signature,
    ],
    ['that of the address alone', ({ path }) => signed(path, {}).signature],
    ['that of the form alone', ({ params }) => signature(authTokens.default, '', params)],
    ['that of the path alone', ({ path, params }) => signature(authTokens.default, path, params)],
    ['zeros', () => Buffer.alloc(20).toString('base64')],
  ])('is refused: %s', async (_, forge) => {
    expect(await refused({ ...genuine, signature: forge(genuine) })).toBe(403);
  });

  test('is refused: no such header', async () => {
    const response = await fetch(`${api().url}${genuine.path}`, {
      method: 'POST',
      body: new URLSearchParams(genuine.params),
    });
    expect(response.status).toBe(403);
  });
});

describe('a callback to another address than was signed', () => {
  test.each<[string, (path: string) => string]>([
    ['the other channel', (path) => path.replace('/sms/', '/phone/')],
    ['another connection', (path) => path.replace('/default/', '/second/')],
    ['a connection that there is not', (path) => path.replace('/default/', '/third/')],
    ['a query', (path) => `${path}?a=1`],
    ['a query that hides the form', (path) => `${path}?MessageStatus=failed`],
    ['a slash more', (path) => `${path}/`],
    ['a letter less', (path) => path.slice(0, -1)],
    ['other letters', (path) => path.replace('/twilio/', '/Twilio/')],
    ['letters in other clothes', (path) => path.replace('/default/', '/defaul%74/')],
    ['the address of incoming messages', () => '/hooks/twilio/default/incoming'],
  ])('is refused: %s', async (_, change) => {
    const status = await refused({ ...genuine, path: change(genuine.path) });
    expect([403, 404]).toContain(status);
  });

  test.each([
    ['without encryption', 'http://leadline.example'],
    ['another host', 'https://leadline.example.org'],
    ['another port', 'https://leadline.example:8443'],
    ['a user', 'https://user@leadline.example'],
    ['the address that only this machine knows', 'http://127.0.0.1:8080'],
  ])('is refused: %s', async (_, origin) => {
    const { path, params } = genuine;
    const forged = signature(authTokens.default, `${origin}${path}`, params);
    expect(await refused({ ...genuine, signature: forged })).toBe(403);
  });

  test('is refused: the token of another message', async () => {
    const other = testTokens.issue('callback', { ...messageOf(leadId), messageId: 'other.0' });
    const path = genuine.path.replace(/[^/]+$/, other);
    expect(await refused({ ...genuine, path })).toBe(403);
  });
});

describe('a callback with another form than was signed', () => {
  const { MessageStatus: _, ...withoutStatus } = delivered;
  test.each<[string, Params]>([
    ['another status', { ...delivered, MessageStatus: 'failed' }],
    ['another message', { ...delivered, MessageSid: `SM${'f'.repeat(32)}` }],
    ['a field more', { ...delivered, ErrorCode: '30003' }],
    ['an empty field more', { ...delivered, ErrorCode: '' }],
    ['a field less', withoutStatus],
    ['a blank more', { ...delivered, MessageStatus: 'delivered ' }],
    ['other letters', { ...delivered, messagestatus: 'delivered' }],
    ['values that changed places', { ...delivered, From: theirs, To: String(delivered['From']) }],
    ['a name that took its value’s first letter', { ...withoutStatus, MessageStatusd: 'elivered!' }],
    ['nothing', {}],
    ['the keys of objects', { ...delivered, __proto__x: '1', constructor: 'x' }],
  ])('is refused: %s', async (_name, params) => {
    expect(await refused({ ...genuine, params })).toBe(403);
  });

  test('is refused: a second value for a field', async () => {
    const body = `${new URLSearchParams(genuine.params)}&MessageStatus=failed`;
    expect(await refused(genuine, { body })).toBe(403);
  });

  test('is refused: letters that are not UTF-8', async () => {
    const body = Buffer.concat([
      Buffer.from(`${new URLSearchParams(genuine.params)}&x=`),
      Buffer.from([0xff]),
    ]);
    expect(await refused(genuine, { body })).toBe(403);
  });
});

describe('a callback that is signed, and whose token is not ours', () => {
  const tokenOf = (path: string): string => path.split('/').at(-1) ?? '';
  const otherKey = createTokens({
    sign: createSign(new TextEncoder().encode('another key')),
    equal: (left, right) => left === right,
  });

  test.each<[string, (token: string) => string]>([
    ['cut off', (token) => token.slice(0, -1)],
    ['longer', (token) => `${token}A`],
    ['without its signature', (token) => token.split('.')[0] ?? ''],
    ['with the signature only', (token) => `.${token.split('.')[1]}`],
    ['changed', (token) => `A${token.slice(1)}`],
    ['for another use', () => testTokens.issue('open', messageOf(leadId))],
    ['for unsubscribing', () => testTokens.issue('unsubscribe', messageOf(leadId))],
    ['made with another key', () => otherKey.issue('callback', messageOf(leadId))],
    ['about nobody', () => testTokens.issue('callback', { messageId: 'x' })],
    [
      'about somebody unknown',
      () => testTokens.issue('callback', { ...messageOf('018f3c00-0000-7000-8000-0000000000ff') }),
    ],
    ['a word', () => 'token'],
    ['percent signs', () => '%25%25'],
    ['very long', () => 'A'.repeat(9000)],
  ])('is refused: %s', async (_, forge) => {
    const path = genuine.path.replace(tokenOf(genuine.path), forge(tokenOf(genuine.path)));
    expect(await refused(signed(path, delivered))).toBe(404);
  });

  test('is refused: a channel that there is not', async () => {
    for (const channel of ['email', 'constructor', '__proto__', 'toString']) {
      const path = genuine.path.replace('/sms/', `/${channel}/`);
      expect(await refused(signed(path, delivered))).toBe(404);
    }
  });
});

describe('a callback that is signed, and says what Twilio does not say', () => {
  const without = (params: Params, name: string): Params =>
    Object.fromEntries(Object.entries(params).filter(([key]) => key !== name));
  const call = { CallSid: callSid, CallStatus: 'completed' };
  const recording = {
    CallSid: callSid,
    RecordingSid: recordingSid,
    RecordingUrl: 'https://api.twilio.com/x',
    RecordingStatus: 'completed',
  };

  test.each<[string, 'sms' | 'phone', Params]>([
    ['no message', 'sms', without(delivered, 'MessageSid')],
    ['no status', 'sms', without(delivered, 'MessageStatus')],
    ['an empty status', 'sms', { ...delivered, MessageStatus: '' }],
    ['a message that is a call', 'sms', { ...delivered, MessageSid: callSid }],
    ['a message with a path', 'sms', { ...delivered, MessageSid: `${messageSid}/../x` }],
    ['a code in words', 'sms', { ...delivered, MessageStatus: 'failed', ErrorCode: 'many' }],
    ['no call', 'phone', without(call, 'CallSid')],
    ['no status of the call', 'phone', without(call, 'CallStatus')],
    ['a call that is a message', 'phone', { ...call, CallSid: messageSid }],
    ['a duration in words', 'phone', { ...call, CallDuration: 'long' }],
    ['a duration below zero', 'phone', { ...call, CallDuration: '-1' }],
    ['a duration without end', 'phone', { ...call, CallDuration: '9'.repeat(30) }],
    ['the form of a message about a call', 'phone', delivered],
    ['the form of a call about a message', 'sms', call],
    ['no address of a recording', 'phone', without(recording, 'RecordingUrl')],
    [
      'an address of a recording that is none',
      'phone',
      { ...recording, RecordingUrl: 'javascript:alert(1)' },
    ],
    ['a recording that is a message', 'phone', { ...recording, RecordingSid: messageSid }],
    ['a recording without a call', 'phone', without(recording, 'CallSid')],
    ['nothing', 'sms', {}],
  ])('is refused: %s', async (_, channel, params) => {
    expect(await refused(signed(callbackPath(leadId, channel), params))).toBe(400);
  });

  test('is refused: a field with two values', async () => {
    const { path } = genuine;
    const body = `MessageSid=${messageSid}&MessageStatus=delivered&MessageStatus=failed`;
    // Twilio signs every value, sorted.
    const signedText = `${publicUrl}${path}MessageSid${messageSid}MessageStatusdeliveredMessageStatusfailed`;
    const both = createHmac('sha1', authTokens.default).update(signedText).digest('base64');
    expect(await refused({ ...genuine, signature: both }, { body })).toBe(400);
  });
});

describe('a message from a phone that is forged or malformed', () => {
  const path = '/hooks/twilio/default/incoming';

  test.each<[string, () => Post]>([
    ['no signature', () => ({ ...signed(path, incoming('STOP')), signature: '' })],
    ['the key of another account', () => signed(path, incoming('STOP'), authTokens.second)],
    ['another text', () => ({ ...signed(path, incoming('Hi')), params: incoming('STOP') })],
    [
      'another phone',
      () => ({ ...signed(path, incoming('STOP')), params: incoming('STOP', { From: '+12025550111' }) }),
    ],
    [
      'another wish',
      () => ({ ...signed(path, incoming('Hi')), params: incoming('Hi', { OptOutType: 'STOP' }) }),
    ],
    [
      'another connection',
      () => ({ ...signed(path, incoming('STOP')), path: '/hooks/twilio/second/incoming' }),
    ],
    ['a connection that there is not', () => signed('/hooks/twilio/third/incoming', incoming('STOP'))],
  ])('is refused: %s', async (_, forge) => {
    expect(await refused(forge())).toBe(403);
  });

  test.each<[string, Params]>([
    ['no sender', incoming('STOP', { From: '' })],
    ['a sender that is no number', incoming('STOP', { From: 'Leadline' })],
    ['a sender on another network', incoming('STOP', { From: `whatsapp:${theirs}` })],
    ['no receiver', incoming('STOP', { To: '' })],
    ['no id', incoming('STOP', { MessageSid: '' })],
    ['an id of a call', incoming('STOP', { MessageSid: callSid })],
  ])('is refused: %s', async (_, params) => {
    expect(await refused(signed(path, params))).toBe(400);
  });
});

describe('a request that is none of Twilio’s', () => {
  test.each([
    ['JSON', 'application/json'],
    ['plain text', 'text/plain'],
    ['parts', 'multipart/form-data; boundary=x'],
    ['what only begins like a form', 'application/x-www-form-urlencodedx'],
    ['nothing', ''],
  ])('is refused: a body of %s', async (_, type) => {
    expect(await refused(genuine, { headers: { 'content-type': type } })).toBe(415);
  });

  test('is refused: a body larger than any', async () => {
    expect(await refused(signed(genuine.path, { ...delivered, x: 'a'.repeat(70_000) }))).toBe(413);
  });

  test.each(['GET', 'PUT', 'DELETE', 'PATCH'])('is refused: %s', async (method) => {
    const body = method === 'GET' ? null : '';
    expect(await refused(genuine, { method, body })).toBe(405);
  });

  test('does not leave its address in the log', async () => {
    await refused({ ...genuine, signature: '' });
    const token = genuine.path.split('/').at(-1) ?? '';
    expect(JSON.stringify(api().log.lines)).not.toContain(token);
  });
});
