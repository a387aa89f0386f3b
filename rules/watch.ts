import type * as t from 'io-ts';
import type { SegmentId } from '../domain/codecs/ids.js';
import type { Typed } from '../domain/codecs/json.js';
import type { Instant, TimeZone } from '../domain/codecs/time.js';
import type { Recorded } from '../domain/event.js';
import type { LeadEvent } from '../domain/lead/events.js';
import type { RegisteredLead } from '../domain/lead/state.js';
import type { Reason, TriggerEvent } from '../domain/run/events.js';
import type { PlannedWatch } from '../domain/watch/plan.js';
import type { FlowWatch, OpenWatch } from '../domain/watch/state.js';
import type { Filter } from './filter.js';

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

/** What flows of every kind that begin with time passing are found by. */
interface Found {
  /** What a flow with it is found by: each event that has to do with it has one of them among its own. */
  readonly keys: readonly string[];
  readonly concerns: (event: LeadEvent) => boolean;
}

/** One that depends on nothing but the lead and the time. */
export interface LeadWatch extends Found {
  readonly kind: 'lead';
  /** What an event that has to do with it leads to. */
  readonly onEvent: (event: Recorded<LeadEvent>, sight: Sight) => Outlook;
  /** What becomes of a watch that is due: what has happened meanwhile may have put it off. */
  readonly onDue: (open: OpenWatch, sight: Sight) => Outlook;
  /** Where leads that are there already are waited for too: which, and what for. */
  readonly onActivation?: {
    readonly filter: Filter;
    readonly look: (activatedAt: Instant, sight: Sight) => Outlook;
  };
}

/** One that depends on whether the lead is in a saved segment. */
export interface SegmentWatch extends Found {
  readonly kind: 'segment';
  readonly segmentId: SegmentId;
}

/** A trigger that begins with time passing, with its settings read. */
export type ReadWatch = LeadWatch | SegmentWatch;

/** A type of trigger that begins with time passing. */
export interface WatchType {
  readonly type: string;
  readonly label: string;
  readonly settings: t.Mixed;
  readonly eventTypes: readonly LeadEvent['type'][] | 'every';
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
