import * as t from 'io-ts';
import { apiVersion, isOwnNumber } from './account.js';
import { ApiError } from './api-error.js';
import type { Exchange } from './exchange.js';
import { isCallbackUrl } from './form.js';
import type { MessageRecord } from './message-record.js';
import { messageResource } from './message-resource.js';
import { segmentsOf } from './messages.js';
import { type OptOutType, optOutType } from './opt-outs.js';
import { readNumber } from './phone-number.js';
import { json, type Reply } from './reply.js';
import { newSid } from './sid.js';
import type { Params } from './signature.js';

const Inbound = t.readonly(
  t.intersection([
    t.type({ from: t.string, to: t.string, body: t.string }),
    t.partial({ webhookUrl: t.string }),
  ]),
);

const wrong = (words: string): ApiError => new ApiError(20001, words);

const parse = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    throw wrong('the body must be JSON');
  }
};

const readInbound = (body: string, { account }: Exchange, webhookUrl: string | undefined) => {
  const input = parse(body);
  if (!Inbound.is(input))
    throw wrong('from, to and body are required, and must be texts; webhookUrl may be one');
  const from = readNumber(input.from);
  if (from === undefined) throw wrong('from must be a phone number, such as +12025550123');
  if (!isOwnNumber(account, input.to)) throw wrong('to must be a number of the account');
  if ([...input.body].length > 1600) throw wrong('body must not be longer than 1600 characters');
  const url = input.webhookUrl ?? webhookUrl;
  if (url === undefined || !isCallbackUrl(url)) throw wrong('webhookUrl must be an HTTP URL');
  return { from, to: input.to, body: input.body, url };
};

const paramsOf = (message: MessageRecord, accountSid: string, country: string): Params => ({
  AccountSid: accountSid,
  ApiVersion: apiVersion,
  Body: message.body,
  From: message.from,
  FromCountry: country,
  MessageSid: message.sid,
  NumMedia: '0',
  NumSegments: String(message.segments),
  SmsMessageSid: message.sid,
  SmsSid: message.sid,
  SmsStatus: 'received',
  To: message.to,
  ToCountry: readNumber(message.to)?.country ?? '',
  ...(message.optOutType === null ? {} : { OptOutType: message.optOutType }),
});

const heed = async ({ optOuts }: Exchange, message: MessageRecord, type: OptOutType | undefined) => {
  if (type === 'STOP') await optOuts.add(message.from, message.to);
  if (type === 'START') await optOuts.remove(message.from, message.to);
};

/**
 * Lets a phone write to a number of the account: `{from, to, body, webhookUrl?}` as JSON. Answers with the message, and
 * with what the webhook answered, when it has; TwiML in that answer is not carried out.
 */
export const simulateMessage = async (
  exchange: Exchange,
  requestBody: string,
  webhookUrl: string | undefined,
): Promise<Reply> => {
  const { account, messages, callbacks, now } = exchange;
  const { from, to, body, url } = readInbound(requestBody, exchange, webhookUrl);
  const type = optOutType(body);
  const message: MessageRecord = {
    sid: newSid('SM'),
    receivedAt: now().toISOString(),
    direction: 'inbound',
    from: from.number,
    to,
    body,
    segments: segmentsOf(body),
    status: 'received',
    errorCode: null,
    statusCallback: null,
    optOutType: type ?? null,
  };
  await messages.add(message);
  await heed(exchange, message, type);
  const params = paramsOf(message, account.accountSid, from.country);
  const { status, error, attempts } = await callbacks.send(message.sid, { url, method: 'POST', params });
  return json({
    message: messageResource(message, account.accountSid),
    webhook: { url, status, error, attempts },
  });
};
