import type * as t from 'io-ts';
import type { Typed } from '../domain/codecs/json.js';
import type { Instant, TimeZone } from '../domain/codecs/time.js';
import type { Recorded } from '../domain/event.js';
import type { LeadEvent } from '../domain/lead/events.js';
import type { RegisteredLead } from '../domain/lead/state.js';
import type { Reason, TriggerEvent } from '../domain/run/events.js';
import type { PlannedWatch } from '../domain/watch/decide.js';
import type { FlowWatch, OpenWatch } from '../domain/watch/state.js';

/** What a look at a lead says about the watch of a flow. */
export type Outlook =
  /** It stays as it is. */
  | { readonly kind: 'leave' }
  | ({ readonly kind: 'schedule' } & PlannedWatch)
  | { readonly kind: 'clear'; readonly upTo: Instant; readonly reason: Reason }
  /** The flow starts; `next` is open after it. */
  | ({ readonly kind: 'fire'; readonly next?: PlannedWatch } & PlannedWatch);

/** What a watch is looked at with. */
export interface Sight {
  readonly lead: RegisteredLead;
  readonly now: Instant;
  /** Of the flow. */
  readonly timeZone: TimeZone;
  readonly watch: FlowWatch;
}

/** A trigger that begins with time passing, with its settings read. */
export interface ReadWatch {
  /** What a flow with it is found by: each event that has to do with it has one of them among its own. */
  readonly keys: readonly string[];
  readonly concerns: (event: LeadEvent) => boolean;
  /** What an event that has to do with it leads to. */
  readonly onEvent: (event: Recorded<LeadEvent>, sight: Sight) => Outlook;
  /** What becomes of a watch that is due: what has happened meanwhile may have put it off. */
  readonly onDue: (open: OpenWatch, sight: Sight) => Outlook;
}

/** A type of trigger that begins with time passing. */
export interface WatchType {
  readonly type: string;
  readonly label: string;
  readonly settings: t.Mixed;
  readonly eventTypes: readonly LeadEvent['type'][];
  /** Of an event of these types: the keys of all the settings that it may have to do with. */
  readonly keysOf: (event: LeadEvent) => readonly string[];
  /** `undefined` for settings that are not right. */
  readonly read: (settings: Typed) => ReadWatch | undefined;
}

export const leave: Outlook = { kind: 'leave' };

/** The event as what is opened by it names it. */
export const triggerEventOf = ({ eventId, type, revision }: Recorded<LeadEvent>): TriggerEvent => ({
  eventId,
  type,
  revision,
});

/** An open watch as it is planned. */
export const planOf = ({ because, from, dueAt }: OpenWatch): PlannedWatch => ({
  ...(because === undefined ? {} : { because }),
  from,
  dueAt,
});
