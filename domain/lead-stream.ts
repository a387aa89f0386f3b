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

export type LeadStreamEvent = LeadEvent | RunEvent;
export type LeadStreamCommand = LeadCommand | RunCommand;

/** All that one `lead-<leadId>` stream says: the lead, and the flows it is in. */
export interface LeadStream {
  readonly lead: Lead;
  readonly runs: Runs;
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
};

const isLeadCommand = (command: LeadStreamCommand): command is LeadCommand =>
  Object.hasOwn(leadCommands, command.type);

const runEventTypes: ReadonlySet<string> = new Set(runEvents.map((codec) => codec.name));
const isRunEvent = (event: Recorded<LeadStreamEvent>): event is Recorded<RunEvent> =>
  runEventTypes.has(event.type);
/** Whether an event of a lead's stream is about the lead itself, and not about a flow run on it. */
export const isLeadEvent = (event: Recorded<LeadStreamEvent>): event is Recorded<LeadEvent> =>
  !isRunEvent(event);

export const leadStreamEvents = [...leadEvents, ...runEvents] as const;

/** Two deciders over one stream, so that an action's effect and its step's outcome are one append. */
export const leadStreamDecider: Decider<LeadStream, LeadStreamCommand, LeadStreamEvent> = {
  initial: { lead: unknownLead, runs: noRuns },
  decide: (command, { lead, runs }, moment: Moment) =>
    isLeadCommand(command) ? decideLead(command, lead, moment) : decideRuns(command, lead, runs, moment),
  evolve: (state, event) => {
    if (isRunEvent(event)) return { ...state, runs: evolveRuns(state.runs, event) };
    return isLeadEvent(event) ? { ...state, lead: evolveLead(state.lead, event) } : state;
  },
};
