import type { FlowId, LeadId } from '../../domain/codecs/ids.js';
import type { FlowDefinition } from '../../domain/flow/definition.js';
import type { FlowVersion } from '../../domain/flow/events.js';
import type { WatchCommand } from '../../domain/watch/decide.js';
import { type FlowWatch, type OpenWatch, watchOf } from '../../domain/watch/state.js';
import type { Outlook, Sight } from '../../rules/watch.js';
import type { Cause, Clock } from '../event-log.js';
import { timeZoneOf } from '../plan-steps.js';
import type { Repositories } from '../repositories.js';

/** A flow that begins with time passing, in the version that leads enter. */
export interface WatchingFlow {
  readonly flowId: FlowId;
  readonly version: FlowVersion;
  readonly definition: FlowDefinition;
}

/** What a watch is looked at because of, where it is not simply due. */
export type WatchCause = Pick<Cause, 'correlationId' | 'causationId' | 'lineage'>;

type Decided = Exclude<Outlook, { readonly kind: 'leave' }>;

const commandOf = ({ flowId, version: flowVersion }: WatchingFlow, outlook: Decided): WatchCommand => {
  switch (outlook.kind) {
    case 'clear': {
      const { upTo, reason } = outlook;
      return { type: 'ClearWatch', flowId, upTo, reason };
    }
    case 'schedule': {
      const { kind: _kind, ...plan } = outlook;
      return { type: 'ScheduleWatch', flowId, flowVersion, ...plan };
    }
    case 'fire': {
      const { kind: _kind, ...plan } = outlook;
      return { type: 'FireWatch', flowId, flowVersion, ...plan };
    }
    default:
      return outlook satisfies never;
  }
};

/** A watch of another version of the flow is none of this one. */
export const ofVersion = ({ open, ...known }: FlowWatch, version: FlowVersion): FlowWatch =>
  open?.flowVersion === version ? { ...known, open } : known;

/** What an open watch comes from. */
export const openCause = ({ correlationId, because, lineage }: OpenWatch): WatchCause => ({
  correlationId,
  causationId: because?.eventId ?? correlationId,
  ...(lineage.length === 0 ? {} : { lineage }),
});

/** What an open watch leads to comes from what opened it, unless it is about the event that it is looked at because of. */
const causeOf = (outlook: Decided, open: OpenWatch | undefined, by: WatchCause | undefined) => {
  const isAboutEvent = 'because' in outlook && outlook.because?.eventId === by?.causationId;
  return open === undefined || isAboutEvent ? by : openCause(open);
};

/**
 * Looks at the watch of a flow on a lead until there is nothing more to do about it. Appends only to what was looked at;
 * looks again if something has happened meanwhile.
 */
export const createLookAtWatch = ({ leads }: Pick<Repositories, 'leads'>, clock: Clock) => {
  const lookAtWatch = async (
    leadId: LeadId,
    flow: WatchingFlow,
    look: (sight: Sight) => Outlook,
    by?: WatchCause,
  ): Promise<void> => {
    const { flowId, version, definition } = flow;
    const { state, revision } = await leads.load(leadId);
    if (state.lead.status === 'unknown') return;
    const watch = ofVersion(watchOf(state.watches, flowId), version);
    const outlook = look({ lead: state.lead, now: clock(), timeZone: timeZoneOf(definition), watch });
    if (outlook.kind === 'leave') return;
    const cause = causeOf(outlook, watch.open, by);
    if (cause === undefined) return;
    const intent = {
      command: commandOf(flow, outlook),
      cause: {
        actor: { kind: 'flow' as const, id: flowId },
        ...cause,
        // The lead enters when the time was over, not when we noticed.
        ...(outlook.kind === 'fire' ? { occurredAt: outlook.dueAt } : {}),
      },
    };
    const executed = await leads.executeAt(leadId, revision, [intent]);
    const isStuck = executed !== undefined && executed.position === undefined;
    if (!isStuck) await lookAtWatch(leadId, flow, look, by);
  };
  return lookAtWatch;
};
