import { apiVersion, pathOf } from './account.js';
import type { CallEvent, CallRecord } from './call-record.js';
import type { Callback } from './callback.js';
import { rfc2822, secondsAfter } from './dates.js';
import { phoneNumberSid } from './sid.js';
import type { Params } from './signature.js';

const answeredAt = ({ receivedAt, ringSeconds }: CallRecord): string => secondsAfter(receivedAt, ringSeconds);
const endedAt = (call: CallRecord): string => secondsAfter(answeredAt(call), call.duration ?? 0);

/** A call as Twilio's API shows it; `queued` is how it is shown to who has just asked for it. */
export const callResource = (call: CallRecord, accountSid: string, queued = false) => {
  const uri = `${pathOf(accountSid)}/Calls/${call.sid}`;
  return {
    sid: call.sid,
    account_sid: accountSid,
    annotation: null,
    answered_by: queued ? null : call.answeredBy,
    api_version: apiVersion,
    caller_name: null,
    date_created: rfc2822(call.receivedAt),
    date_updated: rfc2822(queued ? call.receivedAt : endedAt(call)),
    direction: 'outbound-api',
    duration: queued ? null : String(call.duration ?? 0),
    start_time: queued ? null : rfc2822(answeredAt(call)),
    end_time: queued ? null : rfc2822(endedAt(call)),
    forwarded_from: null,
    from: call.from,
    from_formatted: call.from,
    group_sid: null,
    parent_call_sid: null,
    phone_number_sid: phoneNumberSid(call.from),
    price: null,
    price_unit: 'USD',
    queue_time: '0',
    status: queued ? 'queued' : call.status,
    subresource_uris: { recordings: `${uri}/Recordings.json` },
    to: call.to,
    to_formatted: call.to,
    trunk_sid: null,
    uri: `${uri}.json`,
  };
};

const sipCodes = { completed: '200', busy: '486', 'no-answer': '487', failed: '404' } as const;

interface Happened {
  readonly event: CallEvent;
  readonly status: string;
  readonly at: string;
}

const happened = (call: CallRecord): readonly Happened[] => {
  const initiated: Happened = { event: 'initiated', status: 'initiated', at: call.receivedAt };
  const ringing: Happened = { event: 'ringing', status: 'ringing', at: call.receivedAt };
  const answered: Happened = { event: 'answered', status: 'in-progress', at: answeredAt(call) };
  const completed: Happened = { event: 'completed', status: call.status, at: endedAt(call) };
  if (call.status === 'failed') return [initiated, completed];
  return call.duration === null ? [initiated, ringing, completed] : [initiated, ringing, answered, completed];
};

const ofCompletion = ({ duration, status }: CallRecord): Params => ({
  CallDuration: String(duration ?? 0),
  Duration: String(Math.ceil((duration ?? 0) / 60)),
  SipResponseCode: sipCodes[status],
});

const ofAnswer = ({ answeredBy }: CallRecord): Params =>
  answeredBy === null ? {} : { AnsweredBy: answeredBy };

const progress = (call: CallRecord, { event, status, at }: Happened, index: number): Params => ({
  CallSid: call.sid,
  ApiVersion: apiVersion,
  CallStatus: status,
  CallbackSource: 'call-progress-events',
  Called: call.to,
  Caller: call.from,
  Direction: 'outbound-api',
  From: call.from,
  SequenceNumber: String(index),
  Timestamp: rfc2822(at),
  To: call.to,
  ...(event === 'completed' ? ofCompletion(call) : {}),
  ...(event === 'answered' || event === 'completed' ? ofAnswer(call) : {}),
});

const statusCallbacks = (call: CallRecord, accountSid: string): readonly Callback[] => {
  const { statusCallback } = call;
  if (statusCallback === null) return [];
  const { url, method, events } = statusCallback;
  return happened(call).flatMap((one, index) =>
    events.includes(one.event)
      ? [{ url, method, params: { AccountSid: accountSid, ...progress(call, one, index) } }]
      : [],
  );
};

const recordingCallbacks = (call: CallRecord, accountSid: string, url: string): readonly Callback[] => {
  const { sid, recordingSid, recordingCallback } = call;
  if (recordingSid === null || recordingCallback === null) return [];
  return [
    {
      ...recordingCallback,
      params: {
        AccountSid: accountSid,
        CallSid: sid,
        RecordingSid: recordingSid,
        RecordingUrl: `${url}${pathOf(accountSid)}/Recordings/${recordingSid}`,
        RecordingStatus: 'completed',
        RecordingDuration: String(call.duration ?? 0),
        RecordingChannels: '1',
        RecordingSource: 'OutboundAPI',
        RecordingStartTime: rfc2822(answeredAt(call)),
        RecordingTrack: 'both',
      },
    },
  ];
};

/** What is told of a call to those who asked for it, in this order; `url` is where recordings are fetched. */
export const callCallbacks = (call: CallRecord, accountSid: string, url: string): readonly Callback[] => [
  ...statusCallbacks(call, accountSid),
  ...recordingCallbacks(call, accountSid, url),
];
