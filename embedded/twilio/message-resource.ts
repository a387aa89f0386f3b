import { apiVersion, pathOf } from './account.js';
import type { Callback } from './callback.js';
import { rfc2822 } from './dates.js';
import type { MessageRecord } from './message-record.js';
import { deliveryError } from './phone-behaviour.js';
import type { Params } from './signature.js';

/** A message as Twilio's API shows it; `queued` is how it is shown to who has just sent it. */
export const messageResource = (message: MessageRecord, accountSid: string, queued = false) => {
  const uri = `${pathOf(accountSid)}/Messages/${message.sid}`;
  const errorCode = queued ? null : message.errorCode;
  return {
    sid: message.sid,
    account_sid: accountSid,
    api_version: apiVersion,
    body: message.body,
    date_created: rfc2822(message.receivedAt),
    date_sent: queued || message.status === 'failed' ? null : rfc2822(message.receivedAt),
    date_updated: rfc2822(message.receivedAt),
    direction: message.direction,
    error_code: errorCode,
    error_message: errorCode === null ? null : (deliveryError(errorCode) ?? null),
    from: message.from,
    messaging_service_sid: null,
    num_media: '0',
    num_segments: String(message.segments),
    price: null,
    price_unit: 'USD',
    status: queued ? 'queued' : message.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`,
  };
};

const statuses = ({ status }: MessageRecord): readonly string[] =>
  status === 'failed' ? ['queued', 'failed'] : ['queued', 'sent', status];

/** What is told of a message that was sent, in this order. */
export const messageCallbacks = (message: MessageRecord, accountSid: string): readonly Callback[] => {
  const { sid, statusCallback, from, to, errorCode } = message;
  if (statusCallback === null) return [];
  const error: Params =
    errorCode === null ? {} : { ErrorCode: String(errorCode), ErrorMessage: deliveryError(errorCode) ?? '' };
  return statuses(message).map((status) => ({
    url: statusCallback,
    method: 'POST',
    params: {
      AccountSid: accountSid,
      ApiVersion: apiVersion,
      From: from,
      To: to,
      MessageSid: sid,
      SmsSid: sid,
      MessageStatus: status,
      SmsStatus: status,
      ...(status === message.status ? error : {}),
    },
  }));
};
