import type { Instant, TimeZone } from '../domain/codecs/time.js';
import type { Recorded } from '../domain/event.js';
import type { LeadEvent } from '../domain/lead/events.js';
import type { RegisteredLead } from '../domain/lead/state.js';
import { isSeen, type OpenWatch } from '../domain/watch/state.js';
import { plus } from './calendar.js';
import { endOfStay, type Silence, startOfStay } from './page-stay.js';
import { leave, type Outlook, planOf, type Sight, triggerEventOf } from './watch.js';

/** What a stay on a page is, and what may come of it before it is over. */
export interface StayRules {
  readonly after: Silence['after'];
  /** When the lead visited the page, the earliest first. */
  readonly visits: (lead: RegisteredLead) => readonly Instant[];
  /** Whether the lead did from `from` to `to` what it was to do. */
  readonly isDone: (lead: RegisteredLead, from: Instant, to: Instant) => boolean;
}

const done = { code: 'done', message: 'The lead did what it was to do before the time was over.' };

const silenceOf = ({ after }: StayRules, timeZone: TimeZone): Silence => ({ after, timeZone });

/** What becomes of a stay whose time is over, as far as was known: it goes on, it was no absence, or it starts the flow. */
export const endStay = (rules: StayRules, open: OpenWatch, { lead, now, timeZone }: Sight): Outlook => {
  const dueAt = endOfStay(rules.visits(lead), open.dueAt, silenceOf(rules, timeZone));
  const plan = { ...planOf(open), dueAt };
  if (dueAt > now) return { kind: 'schedule', ...plan };
  return rules.isDone(lead, open.from, dueAt)
    ? { kind: 'clear', upTo: dueAt, reason: done }
    : { kind: 'fire', ...plan };
};

/** What a visit leads to: it goes on with a stay, or begins one. One that is told late may have ended already. */
export const visit = (rules: StayRules, event: Recorded<LeadEvent>, sight: Sight): Outlook => {
  const { lead, now, timeZone, watch } = sight;
  const { open, settled } = watch;
  const at = event.metadata.occurredAt;
  const because = triggerEventOf(event);
  const silence = silenceOf(rules, timeZone);
  const lastsUntil = plus(at, rules.after, timeZone);
  if (isSeen(watch, because)) return leave;
  if (settled !== undefined && at <= settled.upTo && lastsUntil >= settled.from) return leave;
  if (open !== undefined && lastsUntil >= open.from)
    // Those of the open stay are found when it is due, so that not every visit is an event more.
    return at <= open.dueAt ? leave : endStay(rules, open, sight);
  const visits = rules.visits(lead);
  const since = settled !== undefined && settled.upTo < at ? settled.upTo : undefined;
  const from = startOfStay(visits, at, silence, since);
  const dueAt = endOfStay(visits, lastsUntil, silence);
  if (rules.isDone(lead, from, dueAt)) return leave;
  if (dueAt > now) return { kind: 'schedule', because, from, dueAt };
  return {
    kind: 'fire',
    because,
    from,
    dueAt,
    ...(open === undefined ? {} : { next: planOf(open) }),
  };
};

/** What it leads to that the lead left the page, as the page itself says: the flow starts, unless that stay is over already. */
export const departure = (rules: StayRules, event: Recorded<LeadEvent>, sight: Sight): Outlook => {
  const { lead, watch } = sight;
  const { open, settled } = watch;
  const at = event.metadata.occurredAt;
  const because = triggerEventOf(event);
  if (isSeen(watch, because) || (settled !== undefined && at <= settled.upTo)) return leave;
  if (open !== undefined && open.dueAt < at) return endStay(rules, open, sight);
  const isOpen = open !== undefined && open.from <= at;
  const last = rules.visits(lead).findLast((one) => one <= at);
  if (!isOpen && last !== undefined && settled !== undefined && last <= settled.upTo) return leave;
  return {
    kind: 'fire',
    because,
    from: isOpen ? open.from : (last ?? at),
    dueAt: at,
    ...(open === undefined || isOpen ? {} : { next: planOf(open) }),
  };
};
