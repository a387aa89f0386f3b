import { SegmentedMessage } from 'sms-segments-calculator';
import { type Account, isOwnNumber } from './account.js';
import { ApiError, notFound } from './api-error.js';
import type { Exchange } from './exchange.js';
import { parameter, refuseOthers, urlParameter } from './form.js';
import { refuseByDigits, refuseMagic } from './magic-number.js';
import type { MessageRecord } from './message-record.js';
import { messageCallbacks, messageResource } from './message-resource.js';
import { messageOutcome } from './phone-behaviour.js';
import { readNumber } from './phone-number.js';
import { json, type Reply } from './reply.js';
import { newSid } from './sid.js';

const accepted = ['To', 'From', 'Body', 'StatusCallback', 'ValidityPeriod'];
const maxLength = 1600;

/** In how many parts a phone network carries a text. */
export const segmentsOf = (body: string): number => new SegmentedMessage(body).segmentsCount;

const checkSender = (from: string, account: Account): void => {
  refuseMagic('messageFrom', from);
  if (isOwnNumber(account, from)) return;
  if (readNumber(from) === undefined)
    throw new ApiError(
      21212,
      `The 'From' number ${from} is not a valid phone number, shortcode, or alphanumeric sender ID.`,
    );
  throw new ApiError(
    21606,
    `The 'From' phone number ${from} is not a valid, SMS-capable inbound phone number or short code for your account.`,
  );
};

const checkRecipient = (text: string): string => {
  refuseMagic('messageTo', text);
  const to = readNumber(text);
  if (to === undefined) throw new ApiError(21211, `The 'To' number ${text} is not a valid phone number.`);
  refuseByDigits(to.number);
  if (to.isLandline) throw new ApiError(21614, `'To' number ${to.number} is not a valid mobile number`);
  return to.number;
};

const readMessage = (form: URLSearchParams, account: Account) => {
  refuseOthers(form, accepted);
  const [to, from, body] = [parameter(form, 'To'), parameter(form, 'From'), form.get('Body')];
  if (to === undefined) throw new ApiError(21604, "A 'To' phone number is required.");
  if (from === undefined) throw new ApiError(21603, "A 'From' phone number is required.");
  if (body === null || body.trim() === '') throw new ApiError(21602, 'Message body is required.');
  if ([...body].length > maxLength)
    throw new ApiError(21617, `The concatenated message body exceeds the ${maxLength} character limit.`);
  if (to === from) throw new ApiError(21266, "'To' and 'From' number cannot be the same");
  checkSender(from, account);
  return { from, to: checkRecipient(to), body, statusCallback: urlParameter(form, 'StatusCallback') ?? null };
};

/** Takes a message that is to be sent; what becomes of it is told after the answer. */
export const createMessage = async (exchange: Exchange, form: URLSearchParams): Promise<Reply> => {
  const { account, messages, optOuts, callbacks, now } = exchange;
  const message = readMessage(form, account);
  if (await optOuts.has(message.to, message.from))
    throw new ApiError(21610, 'Attempt to send to unsubscribed recipient');
  if (callbacks.isFull())
    throw new ApiError(21611, "This 'From' number has exceeded the maximum number of queued messages");
  const record: MessageRecord = {
    sid: newSid('SM'),
    receivedAt: now().toISOString(),
    direction: 'outbound-api',
    ...message,
    segments: segmentsOf(message.body),
    ...messageOutcome(message.to),
    optOutType: null,
  };
  const entry = { sid: record.sid, callbacks: messageCallbacks(record, account.accountSid) };
  await messages.add(record);
  const afterwards = await callbacks.keep(entry);
  return { ...json(messageResource(record, account.accountSid, true), 201), afterwards };
};

/** A message that was sent or received. */
export const fetchMessage = ({ account, messages }: Exchange, sid: string, path: string): Reply => {
  const message = messages.find((one) => one.sid === sid);
  if (message === undefined) throw notFound(path);
  return json(messageResource(message, account.accountSid));
};
