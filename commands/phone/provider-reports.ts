import * as t from 'io-ts';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { SourceEventId } from '../../domain/codecs/ids.js';
import { open } from '../../domain/codecs/struct.js';
import { pattern } from '../../domain/codecs/text.js';
import { Url } from '../../domain/codecs/values.js';
import { CallEnding, type MessageReport } from '../../domain/lead/message-events.js';

/** What the provider posted, field by field; empty ones are left out. */
export type Form = Readonly<Record<string, string>>;

/** Something that the provider says of a message or call, under an id that the same thing has when it comes again. */
export interface ProviderReport {
  readonly report: MessageReport;
  readonly sourceEventId: SourceEventId;
}

const sid = (prefix: string) =>
  pattern('Sid', new RegExp(`^(?:${prefix})[0-9a-f]{32}$`), 'must be an id of the provider');
export const MessageSid = sid('SM|MM');
const CallSid = sid('CA');
const RecordingSid = sid('RE');
const Seconds = pattern('Seconds', /^\d{1,6}$/, 'must be seconds');

const MessageForm = open(
  'MessageForm',
  { MessageSid, MessageStatus: t.string },
  { ErrorCode: pattern('ErrorCode', /^\d{1,6}$/, 'must be a number'), ErrorMessage: t.string },
);
const CallForm = open(
  'CallForm',
  { CallSid, CallStatus: t.string },
  { CallDuration: Seconds, AnsweredBy: t.string },
);
const RecordingForm = open(
  'RecordingForm',
  { CallSid, RecordingSid, RecordingUrl: Url, RecordingStatus: t.string },
  { RecordingDuration: Seconds },
);

/** The same for the same news of the same thing. */
export const sourceEventIdOf = (providerId: string, news: string): SourceEventId =>
  decodeOrThrow(SourceEventId, `twilio:${providerId}:${news}`);

/**
 * What became of a text message; nothing while it is under way.
 * @throws DomainError `invalid` for a form that the provider does not send
 */
export const readMessageReport = (messageId: string, form: Form): ProviderReport | undefined => {
  const { MessageSid: providerId, MessageStatus: status, ...error } = decodeOrThrow(MessageForm, form);
  const of = { messageId, providerId };
  if (status === 'delivered')
    return { report: { type: 'SmsDelivered', data: of }, sourceEventId: sourceEventIdOf(providerId, status) };
  if (status !== 'undelivered' && status !== 'failed') return undefined;
  const { ErrorCode: code = 'unknown', ErrorMessage: message = `The provider says ${status}.` } = error;
  return {
    report: { type: 'SmsFailed', data: { ...of, code, message } },
    sourceEventId: sourceEventIdOf(providerId, status),
  };
};

const lasting = (seconds: string | undefined) =>
  seconds === undefined ? {} : { durationSeconds: Number(seconds) };

const readRecording = (messageId: string, form: Form): ProviderReport | undefined => {
  const recording = decodeOrThrow(RecordingForm, form);
  const { CallSid: providerId, RecordingSid: recordingId, RecordingUrl: url } = recording;
  if (recording.RecordingStatus !== 'completed') return undefined;
  const data = { messageId, providerId, recordingId, url, ...lasting(recording.RecordingDuration) };
  return {
    report: { type: 'CallRecordingReady', data },
    sourceEventId: sourceEventIdOf(recordingId, 'completed'),
  };
};

/**
 * What became of a phone call, or that there is a recording of it; nothing before it is answered.
 * @throws DomainError `invalid` for a form that the provider does not send
 */
export const readCallReport = (messageId: string, form: Form): ProviderReport | undefined => {
  if (Object.hasOwn(form, 'RecordingSid')) return readRecording(messageId, form);
  const {
    CallSid: providerId,
    CallStatus: status,
    AnsweredBy: answeredBy,
    CallDuration: duration,
  } = decodeOrThrow(CallForm, form);
  const of = { messageId, providerId };
  if (status === 'answered' || status === 'in-progress')
    return {
      report: { type: 'CallAnswered', data: { ...of, ...(answeredBy === undefined ? {} : { answeredBy }) } },
      sourceEventId: sourceEventIdOf(providerId, 'answered'),
    };
  if (!CallEnding.is(status)) return undefined;
  return {
    report: { type: 'CallEnded', data: { ...of, status, ...lasting(duration) } },
    sourceEventId: sourceEventIdOf(providerId, status),
  };
};
