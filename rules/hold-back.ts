import { decodeOrThrow } from '../domain/codecs/decode.js';
import { Instant, type TimeZone } from '../domain/codecs/time.js';
import type { Channel } from '../domain/codecs/values.js';
import type { FrequencyCap, QuietHours, SendingLimits } from '../domain/connection/limits.js';
import { inWords, millisecondsOf } from '../domain/connection/period.js';
import type { RecentMessage } from '../domain/lead/state.js';
import type { ChannelPolicy } from '../domain/policy/policy.js';
import type { Reason } from '../domain/run/events.js';
import { quietUntil } from './quiet-hours.js';

/** What a message to a lead has to wait for. */
export interface Limits extends Pick<SendingLimits, 'quietHours' | 'perLead'> {
  /** The messages that the caps count. */
  readonly counted: readonly RecentMessage[];
}

export interface Wait {
  readonly dueAt: Instant;
  readonly reason: Reason;
}

const day = 24 * 3600 * 1000;
/** Quiet hours come again every week: a time that they do not leave by then never comes. */
const quietHorizon = 8 * day;

const later = (instant: Instant, milliseconds: number): Instant =>
  decodeOrThrow(Instant, new Date(Date.parse(instant) + milliseconds).toISOString());

const afterCap = ({ max, per }: FrequencyCap, counted: readonly RecentMessage[]): Wait | undefined => {
  const times = counted.map(({ at }) => at).sort();
  const first = times.at(-max);
  if (first === undefined) return undefined;
  const message = `Already ${max} ${max === 1 ? 'message' : 'messages'} in ${inWords(per)}.`;
  return { dueAt: later(first, millisecondsOf(per)), reason: { code: 'frequency-cap', message } };
};

/** The cap that holds the longest: nothing goes before it is over, and none holds after that. */
const longestCap = (limits: readonly Limits[], now: Instant): Wait | undefined =>
  limits
    .flatMap(({ perLead = [], counted }) => perLead.flatMap((cap) => afterCap(cap, counted) ?? []))
    .filter(({ dueAt }) => dueAt > now)
    .sort((one, other) => (one.dueAt < other.dueAt ? 1 : -1))[0];

const afterQuietHours = (quiet: QuietHours, at: Instant, leadZone: TimeZone): Wait | undefined => {
  const { from, to, timeZone = 'lead' } = quiet;
  const zone = timeZone === 'lead' ? leadZone : timeZone;
  const dueAt = quietUntil(quiet, at, zone);
  const message = `Quiet hours from ${from} to ${to} (${zone}).`;
  return dueAt && { dueAt, reason: { code: 'quiet-hours', message } };
};

/**
 * When a message may go at the earliest, by every limit, and what it waits for until then. Quiet hours that together
 * leave no time at all put it off by a day, so that it goes once they have been mended.
 * @param zone the lead's, for quiet hours that name none
 * @returns `undefined` where it may go now
 */
export const holdBack = (limits: readonly Limits[], now: Instant, zone: TimeZone): Wait | undefined => {
  const quietHours = limits.flatMap((some) => some.quietHours ?? []);
  const quietAt = (at: Instant): Wait | undefined =>
    quietHours.flatMap((quiet) => afterQuietHours(quiet, at, zone) ?? [])[0];

  const cap = longestCap(limits, now);
  const reasons: Reason[] = cap === undefined ? [] : [cap.reason];
  let dueAt = cap?.dueAt ?? now;
  const end = later(dueAt, quietHorizon);
  for (let quiet = quietAt(dueAt); quiet !== undefined; quiet = quietAt(dueAt)) {
    reasons.push(quiet.reason);
    if (quiet.dueAt > end) {
      reasons.push({ code: 'quiet-hours', message: 'Together they never leave a time to send.' });
      dueAt = later(now, day);
      break;
    }
    dueAt = quiet.dueAt;
  }
  const [first] = reasons;
  if (first === undefined) return undefined;
  const messages = new Set(reasons.map(({ message }) => message));
  return { dueAt, reason: { code: first.code, message: [...messages].join(' ') } };
};

const names: Readonly<Record<Channel, string>> = {
  email: 'e-mails',
  sms: 'text messages',
  phone: 'phone calls',
};

/** Why a lead must not be written to, or called, whatever the time. */
export const refusedConsent = (
  channel: Channel,
  policy: ChannelPolicy | undefined,
  consent: 'given' | 'withdrawn' | undefined,
): Reason | undefined => {
  if (consent === 'withdrawn')
    return { code: 'consent-withdrawn', message: `The lead does not want ${names[channel]}.` };
  if (policy?.consent === 'opt-in' && consent !== 'given')
    return { code: 'no-consent', message: `The lead has not said that it wants ${names[channel]}.` };
  return undefined;
};
