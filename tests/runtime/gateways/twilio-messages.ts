import type { CallMessage, SmsMessage } from '../../../commands/message.js';
import { CallStep } from '../../../domain/call-pattern/call-pattern.js';
import { list } from '../../../domain/codecs/collections.js';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { ConnectionId } from '../../../domain/codecs/ids.js';
import { PhoneNumber, Url } from '../../../domain/codecs/values.js';
import { OpenConnection, type OpenConnectionOf } from '../../../domain/connection/open-connection.js';
import { createTwilioGateway, type TwilioGateway } from '../../../runtime/gateways/twilio.js';
import { accountSid, authToken, ours, theirs } from '../../embedded/twilio/running-twilio.js';

export const number = (text: string): PhoneNumber => decodeOrThrow(PhoneNumber, text);
const connectionId = decodeOrThrow(ConnectionId, 'default');

export const text = (changes: Partial<SmsMessage> = {}): SmsMessage => ({
  channel: 'sms',
  connectionId,
  messageId: 'run.0',
  from: number(ours),
  to: number(theirs),
  text: 'Hello & „welcome“',
  segments: 1,
  ...changes,
});

export const script = (...steps: readonly object[]): readonly CallStep[] =>
  decodeOrThrow(list(CallStep, { max: 50 }), steps);

export const call = (changes: Partial<CallMessage> = {}): CallMessage => ({
  channel: 'phone',
  connectionId,
  messageId: 'run.1',
  from: number(ours),
  to: number(theirs),
  script: script({ type: 'say', text: 'Hello' }),
  record: false,
  ...changes,
});

export const url = (address: string): Url => decodeOrThrow(Url, address);

export const connection = (
  changes: {
    readonly accountSid?: string;
    readonly authToken?: string;
    readonly numbers?: readonly string[];
  } = {},
): OpenConnectionOf<'twilio'> => {
  const { accountSid: sid = accountSid, authToken: token = authToken, numbers = [ours] } = changes;
  const opened = decodeOrThrow(OpenConnection, {
    kind: 'twilio',
    connectionId,
    settings: {
      kind: 'twilio',
      name: 'Twilio',
      accountSid: sid,
      numbers: numbers.map((one) => ({ number: one })),
    },
    secrets: { authToken: token },
  });
  if (opened.kind !== 'twilio') throw new Error('not Twilio');
  return opened;
};

/** A gateway with one connection, `default`, whose account is at `baseUrl`. */
export const open = (baseUrl: string, timeout = 5000, opened = connection()): TwilioGateway =>
  createTwilioGateway({
    connectionOf: async (id) =>
      id === opened.connectionId
        ? { kind: 'found', connection: opened }
        : { kind: 'permanent', code: 'unknown-connection', message: `There is no connection “${id}”.` },
    timeout,
    baseUrlOf: () => baseUrl,
  });
