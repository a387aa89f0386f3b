import { apiVersion, pathOf } from './account.js';
import { notFound } from './api-error.js';
import type { CallRecord } from './call-record.js';
import { rfc2822, secondsAfter } from './dates.js';
import type { Exchange } from './exchange.js';
import { json, type Reply } from './reply.js';
import { silence } from './wav.js';

const callOf = ({ calls }: Exchange, recordingSid: string, path: string): CallRecord => {
  const call = calls.find((one) => one.recordingSid === recordingSid);
  if (call === undefined) throw notFound(path);
  return call;
};

/** What there is to know of a recording. */
export const fetchRecording = (exchange: Exchange, sid: string, path: string): Reply => {
  const { account, url } = exchange;
  const call = callOf(exchange, sid, path);
  const uri = `${pathOf(account.accountSid)}/Recordings/${sid}`;
  const startedAt = secondsAfter(call.receivedAt, call.ringSeconds);
  const endedAt = secondsAfter(startedAt, call.duration ?? 0);
  return json({
    sid,
    account_sid: account.accountSid,
    api_version: apiVersion,
    call_sid: call.sid,
    channels: 1,
    conference_sid: null,
    date_created: rfc2822(startedAt),
    date_updated: rfc2822(endedAt),
    start_time: rfc2822(startedAt),
    duration: String(call.duration ?? 0),
    encryption_details: null,
    error_code: null,
    media_url: `${url()}${uri}`,
    price: null,
    price_unit: 'USD',
    source: 'OutboundAPI',
    status: 'completed',
    subresource_uris: {},
    uri: `${uri}.json`,
  });
};

/** The sound of a recording: a second of silence, however long the call was. */
export const fetchSound = (exchange: Exchange, sid: string, path: string): Reply => {
  callOf(exchange, sid, path);
  return { status: 200, type: 'audio/x-wav', body: silence };
};
