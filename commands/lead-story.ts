import { aggregates, streamName } from '../domain/aggregates.js';
import type { LeadId } from '../domain/codecs/ids.js';
import { fold } from '../domain/decider.js';
import type { Recorded } from '../domain/event.js';
import type { AnyEvent } from '../domain/events.js';
import type { Lead } from '../domain/lead/state.js';
import type { LeadStreamEvent } from '../domain/lead-stream.js';

const { lead } = aggregates;

export const leadStream = (leadId: LeadId): string => streamName(lead.category, leadId);

/** What of the events of its stream tells of the lead; what was erased from it does not. */
export const storyIn = (events: readonly Recorded<AnyEvent>[]): readonly Recorded<LeadStreamEvent>[] =>
  events.flatMap((event) => (lead.isEvent(event) ? [event] : []));

/** What the lead was after the last of these events. */
export const foldStory = (events: readonly Recorded<AnyEvent>[]): Lead =>
  fold(lead.evolve, lead.initial, storyIn(events)).lead;
