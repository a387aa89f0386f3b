import { decodeOrThrow } from '../domain/codecs/decode.js';
import { type CalendarDate, DateTime, Instant, type TimeZone } from '../domain/codecs/time.js';
import type { Channel } from '../domain/codecs/values.js';
import {
  type FrequencyCap,
  type QuietHours,
  type SendingLimits,
  secondsOf,
  type Weekday,
} from '../domain/connection/limits.js';
import type { RecentMessage } from '../domain/lead/state.js';
import type { ChannelPolicy } from '../domain/policy/policy.js';
import type { Reason } from '../domain/run/events.js';
import { dateAt, instantOf, startOf, weekdayOf } from './calendar.js';

/** What a message to a lead has to wait for. */
export interface Limits extends Pick<SendingLimits, 'quietHours' | 'perLead'> {
  /** The messages that the caps count. */
  readonly counted: readonly RecentMessage[];
}

export interface Wait {
  readonly dueAt: Instant;
  readonly reason: Reason;
}

const weekdays: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const dayAfter = (date: CalendarDate, days: number, zone: TimeZone): CalendarDate =>
  dateAt(startOf(date, zone, days), zone);

/** The end of the quiet hours that begin on `date`, if `now` is in them. */
const quietUntil = (
  quiet: QuietHours,
  date: CalendarDate,
  now: Instant,
  zone: TimeZone,
): Instant | undefined => {
  const weekday = weekdays[weekdayOf(date) - 1];
  if (quiet.days !== undefined && (weekday === undefined || !quiet.days.includes(weekday))) return undefined;
  const at = (day: CalendarDate, time: string): Instant =>
    instantOf(decodeOrThrow(DateTime, `${day}T${time}`), zone);
  const end = at(quiet.from < quiet.to ? date : dayAfter(date, 1, zone), quiet.to);
  return at(date, quiet.from) <= now && now < end ? end : undefined;
};

const afterQuietHours = (quiet: QuietHours, now: Instant, zone: TimeZone): Wait | undefined => {
  const today = dateAt(now, zone);
  // Those of yesterday may still go on.
  const ends = [dayAfter(today, -1, zone), today].flatMap((date) => quietUntil(quiet, date, now, zone) ?? []);
  const dueAt = ends.sort().at(-1);
  if (dueAt === undefined) return undefined;
  const message = `Quiet hours from ${quiet.from} to ${quiet.to} (${zone}).`;
  return { dueAt, reason: { code: 'quiet-hours', message } };
};

const afterCap = (
  { max, per }: FrequencyCap,
  counted: readonly RecentMessage[],
  now: Instant,
): Wait | undefined => {
  const last = counted
    .map(({ at }) => at)
    .sort()
    .at(-max);
  if (last === undefined) return undefined;
  const dueAt = decodeOrThrow(Instant, new Date(Date.parse(last) + secondsOf(per) * 1000).toISOString());
  const times = max === 1 ? 'message' : 'messages';
  return dueAt > now
    ? {
        dueAt,
        reason: { code: 'frequency-cap', message: `The lead had ${max} ${times} within ${per} already.` },
      }
    : undefined;
};

const nextWait = (limits: readonly Limits[], now: Instant, zone: TimeZone): Wait | undefined => {
  for (const { quietHours, perLead = [], counted } of limits) {
    const quiet = quietHours && afterQuietHours(quietHours, now, quietHours.timeZone ?? zone);
    if (quiet !== undefined) return quiet;
    for (const cap of perLead) {
      const wait = afterCap(cap, counted, now);
      if (wait !== undefined) return wait;
    }
  }
  return undefined;
};

/** More waits than any sensible limits chain; then the step looks again. */
const maxWaits = 50;

/**
 * When a message may go at the earliest, by every limit: after quiet hours a cap may hold it back, and after that
 * quiet hours again. The reason is the first that held it.
 * @param zone the lead's, for quiet hours that name none
 * @returns `undefined` where it may go now
 */
export const holdBack = (limits: readonly Limits[], now: Instant, zone: TimeZone): Wait | undefined => {
  let held: Wait | undefined;
  for (let count = 0; count < maxWaits; count++) {
    const wait = nextWait(limits, held?.dueAt ?? now, zone);
    if (wait === undefined) break;
    held = { dueAt: wait.dueAt, reason: held?.reason ?? wait.reason };
  }
  return held;
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
