import type { Clock, NewId } from '../../commands/event-log.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { EventId, LeadId } from '../../domain/codecs/ids.js';
import { Duration, Instant, TimeZone } from '../../domain/codecs/time.js';
import { plus } from '../../rules/calendar.js';
import { uuidAt } from './recorded.js';

const utc = decodeOrThrow(TimeZone, 'UTC');

export const instant = (text: string): Instant => decodeOrThrow(Instant, text);

/** `later(start, 'P3D')` */
export const later = (from: Instant, duration: string): Instant =>
  plus(from, decodeOrThrow(Duration, duration), utc);

/** Time that passes only when it is told to. */
export interface VirtualClock {
  readonly now: Clock;
  readonly set: (to: Instant) => void;
  readonly advance: (duration: string) => void;
}

export const createVirtualClock = (start: Instant): VirtualClock => {
  let current = start;
  const set = (to: Instant): void => {
    if (to < current) throw new Error(`time does not go back from ${current} to ${to}`);
    current = to;
  };
  return { now: () => current, set, advance: (duration) => set(later(current, duration)) };
};

/** Valid ids that count up, so that a red run is red with the same ids. */
export const createCountingIds = (): { readonly newId: NewId; readonly newLeadId: () => LeadId } => {
  let events = 0;
  let leads = 0;
  return {
    newId: () => {
      events += 1;
      return decodeOrThrow(EventId, uuidAt(events, 'b'));
    },
    newLeadId: () => {
      leads += 1;
      return decodeOrThrow(LeadId, uuidAt(leads, 'd'));
    },
  };
};
