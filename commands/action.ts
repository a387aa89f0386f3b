import type * as t from 'io-ts';
import { decode, under } from '../domain/codecs/decode.js';
import type { FlowId, RunId } from '../domain/codecs/ids.js';
import type { Json, Typed } from '../domain/codecs/json.js';
import type { Instant, TimeZone } from '../domain/codecs/time.js';
import type { Fault } from '../domain/errors.js';
import type { LeadCommand } from '../domain/lead/commands.js';
import type { RegisteredLead } from '../domain/lead/state.js';
import type { Reason } from '../domain/run/events.js';
import type { Runs } from '../domain/run/state.js';
import type { Reference } from '../rules/reference.js';
import type { Catalogue } from './catalogue.js';
import type { Links } from './links.js';
import type { Message } from './message.js';
import type { Variables } from './personalise.js';

export interface ActionContext {
  readonly lead: RegisteredLead;
  readonly runs: Runs;
  readonly runId: RunId;
  readonly now: Instant;
  /** The flow's; a lead's own is in its attributes. */
  readonly timeZone: TimeZone;
  readonly variables: () => Promise<Variables>;
  /** The same at every try of the same step. */
  readonly idempotencyKey: string;
  readonly catalogue: Catalogue;
  readonly links: Links;
  /** For the numbers of connections that name no region of their own. */
  readonly defaultRegion: string;
}

/** What an action decides to do. Outputs are data: only the runner of steps performs them. */
export type ActionDecision =
  | { readonly kind: 'change'; readonly command: LeadCommand; readonly result: Json }
  /** Ends every run of a flow on this lead. */
  | { readonly kind: 'stop-flow'; readonly flowId: FlowId; readonly result: Json }
  | { readonly kind: 'send'; readonly message: Message }
  | { readonly kind: 'skip' | 'fail'; readonly reason: Reason };

/** The step does nothing: what it would do does not fit this lead, or cannot be done for it. */
export const skip = (code: string, message: string): ActionDecision => ({
  kind: 'skip',
  reason: { code, message },
});

/** The step cannot do what its settings say, whoever the lead is. */
export const fail = (code: string, message: string): ActionDecision => ({
  kind: 'fail',
  reason: { code, message },
});

/** One type of action: all that is known about it. */
export interface Action<S extends Typed> {
  readonly type: S['type'];
  readonly label: string;
  readonly settings: t.Type<S, unknown, unknown>;
  readonly sentence: (settings: S) => string;
  readonly run: (settings: S, context: ActionContext) => ActionDecision | Promise<ActionDecision>;
  /** What is wrong with settings that the codec lets through, such as a template that does not parse. */
  readonly faults?: (settings: S, path: string) => readonly Fault[];
  readonly references?: (settings: S) => readonly Reference[];
  /** `retry`: doing it twice is better than not at all. Otherwise an interrupted try is left for a person to judge. */
  readonly whenInterrupted?: 'retry';
}

/** An action with its settings read. */
export interface ReadAction {
  readonly type: string;
  readonly sentence: string;
  readonly references: readonly Reference[];
  readonly whenInterrupted: 'retry' | 'leave';
  readonly run: (context: ActionContext) => Promise<ActionDecision>;
}

export type ReadActionResult =
  | { readonly ok: true; readonly action: ReadAction }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** An action type whose settings type is closed over, so that all of them fit one list. */
export interface ActionType {
  readonly type: string;
  readonly label: string;
  readonly settings: t.Mixed;
  readonly read: (settings: unknown, path: string) => ReadActionResult;
}

/** Makes an action fit for the list. */
export const defineAction = <S extends Typed>(action: Action<S>): ActionType => ({
  type: action.type,
  label: action.label,
  settings: action.settings,
  read: (input, path) => {
    const decoded = decode(action.settings, input, path);
    if (!decoded.ok) return decoded;
    const settings = decoded.value;
    const faults = action.faults?.(settings, path) ?? [];
    if (faults.length > 0) return { ok: false, faults };
    const references = action.references?.(settings) ?? [];
    return {
      ok: true,
      action: {
        type: action.type,
        sentence: action.sentence(settings),
        references: references.map((reference) => ({ ...reference, path: under(path, reference.path) })),
        whenInterrupted: action.whenInterrupted ?? 'leave',
        run: async (context) => action.run(settings, context),
      },
    };
  },
});
