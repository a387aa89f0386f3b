import type { Decider, Moment } from './decider.js';
import type { Recorded } from './event.js';
import type { LeadCommand } from './lead/commands.js';
import { decideLead } from './lead/decide.js';
import { type LeadEvent, leadEvents } from './lead/events.js';
import { evolveLead, type Lead, unknownLead } from './lead/state.js';
import type { RunCommand } from './run/commands.js';
import { decideRuns } from './run/decide.js';
import { type RunEvent, runEvents } from './run/events.js';
import { evolveRuns, noRuns, type Runs } from './run/state.js';
import { decideWatches, type WatchCommand } from './watch/decide.js';
import { type WatchEvent, watchEvents } from './watch/events.js';
import { evolveWatches, noWatches, type Watches } from './watch/state.js';

export type LeadStreamEvent = LeadEvent | RunEvent | WatchEvent;
export type LeadStreamCommand = LeadCommand | RunCommand | WatchCommand;

/** All that one `lead-<leadId>` stream says: the lead, the flows it is in, and those that wait for time to pass. */
export interface LeadStream {
  readonly lead: Lead;
  readonly runs: Runs;
  readonly watches: Watches;
}

const leadCommands: Readonly<Record<LeadCommand['type'], true>> = {
  RegisterLead: true,
  RecordActivity: true,
  SetAttributes: true,
  RemoveAttributes: true,
  AddTag: true,
  RemoveTag: true,
  AddProduct: true,
  RemoveProduct: true,
  MakeNote: true,
  AddToList: true,
  RemoveFromList: true,
  CreateSpecialOffer: true,
  RemoveSpecialOffer: true,
  GiveConsent: true,
  WithdrawConsent: true,
  RequestFlow: true,
  EraseLead: true,
};

const isLeadCommand = (command: LeadStreamCommand): command is LeadCommand =>
  Object.hasOwn(leadCommands, command.type);

const watchCommands: Readonly<Record<WatchCommand['type'], true>> = {
  ScheduleWatch: true,
  ClearWatch: true,
  FireWatch: true,
  MarkSegment: true,
};

const isWatchCommand = (command: LeadStreamCommand): command is WatchCommand =>
  Object.hasOwn(watchCommands, command.type);

const runEventTypes: ReadonlySet<string> = new Set(runEvents.map((codec) => codec.name));
/** Whether an event of a lead's stream is about runs of flows. */
export const isRunEvent = (event: Recorded<LeadStreamEvent>): event is Recorded<RunEvent> =>
  runEventTypes.has(event.type);
const watchEventTypes: ReadonlySet<string> = new Set(watchEvents.map((codec) => codec.name));
/** Whether an event of a lead's stream is about what flows wait for. */
export const isWatchEvent = (event: Recorded<LeadStreamEvent>): event is Recorded<WatchEvent> =>
  watchEventTypes.has(event.type);
/** Whether an event of a lead's stream is about the lead itself, and not about flows that run on it or wait. */
export const isLeadEvent = (event: Recorded<LeadStreamEvent>): event is Recorded<LeadEvent> =>
  !isRunEvent(event) && !isWatchEvent(event);

export const leadStreamEvents = [...leadEvents, ...runEvents, ...watchEvents] as const;

const nothing: LeadStream = { lead: unknownLead, runs: noRuns, watches: noWatches };

/** Three deciders over one stream, so that an action's effect and its step's outcome are one append. */
export const leadStreamDecider: Decider<LeadStream, LeadStreamCommand, LeadStreamEvent> = {
  initial: nothing,
  decide: (command, { lead, runs, watches }, moment: Moment) => {
    if (isLeadCommand(command)) return decideLead(command, lead, moment);
    return isWatchCommand(command)
      ? decideWatches(command, lead, watches)
      : decideRuns(command, lead, runs, moment);
  },
  evolve: (state, event) => {
    if (event.type === 'LeadErased') return { ...nothing, lead: evolveLead(state.lead, event) };
    if (isRunEvent(event)) return { ...state, runs: evolveRuns(state.runs, event) };
    if (isWatchEvent(event)) return { ...state, watches: evolveWatches(state.watches, event) };
    return isLeadEvent(event) ? { ...state, lead: evolveLead(state.lead, event) } : state;
  },
};
