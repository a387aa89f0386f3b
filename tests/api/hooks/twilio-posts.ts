import { createLinks } from '../../../commands/links.js';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { ConnectionId, LeadId } from '../../../domain/codecs/ids.js';
import { OpenConnection } from '../../../domain/connection/open-connection.js';
import type { MessageRef } from '../../../domain/lead/message-ref.js';
import { type Params, signature } from '../../../embedded/twilio/signature.js';
import { createTwilioGateway, type TwilioGateway } from '../../../runtime/gateways/twilio.js';
import { ourNumber, testTokens } from '../../support/messaging.js';

export const publicUrl = 'https://leadline.example';
export const authTokens = {
  default: 'the token of the first account',
  second: 'the token of another',
} as const;
export const theirs = '+12025550123';
export const messageSid = `SM${'0123456789abcdef'.repeat(2)}`;
export const callSid = `CA${'0123456789abcdef'.repeat(2)}`;
export const recordingSid = `RE${'0123456789abcdef'.repeat(2)}`;

const connectionOf = (id: 'default' | 'second') => {
  const opened = decodeOrThrow(OpenConnection, {
    kind: 'twilio',
    connectionId: decodeOrThrow(ConnectionId, id),
    settings: {
      kind: 'twilio',
      name: id,
      accountSid: `AC${'0123456789abcdef'.repeat(2)}`,
      numbers: [{ number: ourNumber }],
    },
    secrets: { authToken: authTokens[id] },
  });
  if (opened.kind !== 'twilio') throw new Error('not Twilio');
  return opened;
};

/** The real check of signatures, with the connections `default` and `second`. */
export const openGateway = (): TwilioGateway =>
  createTwilioGateway({
    connectionOf: async (id) =>
      id === 'default' || id === 'second'
        ? { kind: 'found', connection: connectionOf(id) }
        : { kind: 'permanent', code: 'unknown-connection', message: 'There is none.' },
  });

export const messageOf = (leadId: string): MessageRef => ({
  leadId: decodeOrThrow(LeadId, leadId),
  messageId: '018f3c00-0000-7000-8000-000000000000.0',
});

/** Where Twilio reports on a message to a lead. */
export const callbackPath = (leadId: string, channel: 'sms' | 'phone'): string =>
  createLinks(publicUrl, testTokens).callback(messageOf(leadId), 'default', channel).slice(publicUrl.length);

export interface Post {
  readonly path: string;
  readonly params: Params;
  readonly signature: string;
}

/** A request as Twilio makes it. */
export const signed = (path: string, params: Params, authToken: string = authTokens.default): Post => ({
  path,
  params,
  signature: signature(authToken, `${publicUrl}${path}`, params),
});

export const delivered: Params = {
  AccountSid: `AC${'0123456789abcdef'.repeat(2)}`,
  ApiVersion: '2010-04-01',
  From: ourNumber,
  To: theirs,
  MessageSid: messageSid,
  SmsSid: messageSid,
  MessageStatus: 'delivered',
  SmsStatus: 'delivered',
};

export const incoming = (Body: string, more: Params = {}): Params => ({
  AccountSid: `AC${'0123456789abcdef'.repeat(2)}`,
  ApiVersion: '2010-04-01',
  From: theirs,
  To: ourNumber,
  MessageSid: messageSid,
  SmsMessageSid: messageSid,
  NumMedia: '0',
  NumSegments: '1',
  SmsStatus: 'received',
  Body,
  ...more,
});

/** Sends a request that may differ from what was signed. */
export const send = (
  url: string,
  { path, params, signature: sent }: Post,
  init: RequestInit = {},
): Promise<Response> =>
  fetch(`${url}${path}`, {
    method: 'POST',
    body: new URLSearchParams(params).toString(),
    ...init,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'x-twilio-signature': sent,
      ...init.headers,
    },
  });
