import { aggregates, idInStream } from '../../domain/aggregates.js';
import { LeadId } from '../../domain/codecs/ids.js';
import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';
import { groupBy } from '../../domain/group-by.js';
import { isLeadEvent } from '../../domain/lead-stream.js';
import type { ForgetLead } from '../erase-lead.js';
import type { FlowIndex } from '../flow-index.js';
import { isPoison, type Park } from '../poison.js';
import type { createEndRuns } from './end-runs.js';
import type { createScheduleSteps, WakeUp } from './schedule-steps.js';
import type { createStartRuns } from './start-runs.js';
import type { createSuppressAddresses } from './suppress-addresses.js';
import type { createWakeBroadcasts } from './wake-broadcasts.js';
import type { createWakeImports } from './wake-imports.js';
import type { createWakeSweeps } from './wake-sweeps.js';
import type { createWatchLeads } from './watch-leads.js';

export interface Reactions {
  readonly flowIndex: FlowIndex;
  readonly startRuns: ReturnType<typeof createStartRuns>;
  readonly watchLeads: ReturnType<typeof createWatchLeads>;
  readonly endRuns: ReturnType<typeof createEndRuns>;
  readonly scheduleSteps: ReturnType<typeof createScheduleSteps>;
  readonly suppressAddresses: ReturnType<typeof createSuppressAddresses>;
  readonly wakeBroadcasts: ReturnType<typeof createWakeBroadcasts>;
  readonly wakeImports: ReturnType<typeof createWakeImports>;
  readonly wakeSweeps: ReturnType<typeof createWakeSweeps>;
  readonly forgetLead: ForgetLead;
  readonly park: Park;
}

const { lead, flow } = aggregates;

const leadIdOf = (event: Recorded<AnyEvent>): LeadId | undefined => {
  const id = idInStream(lead.category, event.stream);
  return LeadId.is(id) ? id : undefined;
};

const wakeUpOf = (leadId: LeadId, event: Recorded<AnyEvent>): readonly WakeUp[] => {
  switch (event.type) {
    case 'StepScheduled':
    case 'StepPutOff':
    case 'StepRetryScheduled': {
      const { runId, stepNo, dueAt } = event.data;
      return [{ leadId, runId, stepNo, dueAt }];
    }
    case 'WatchScheduled': {
      const { flowId, dueAt } = event.data;
      return [{ leadId, flowId, dueAt }];
    }
    default:
      return [];
  }
};

/** What changes the lead, or what is asked of it. The other events of runs do neither, so ends lead to no further looks. */
const mayEndRuns = (event: Recorded<AnyEvent>): boolean =>
  lead.isEvent(event) &&
  event.type !== 'LeadErased' &&
  (isLeadEvent(event) || event.type === 'WatchFired' || event.type === 'RunMoved');

/**
 * What follows from a batch of events, in log order: the addresses that are not written to any more, the flows that
 * start, those that wait for time to pass, and the runs that end because of what the lead is now, then the steps that
 * fall due, and the broadcasts, imports and sweeps that can go on.
 * A batch that is seen again changes nothing: flows remember the events that they have answered.
 */
export const createReactor = ({
  flowIndex,
  startRuns,
  watchLeads,
  endRuns,
  scheduleSteps,
  suppressAddresses,
  wakeBroadcasts,
  wakeImports,
  wakeSweeps,
  forgetLead,
  park,
}: Reactions) => {
  const attempt = async (
    reaction: string,
    { stream, revision }: Recorded<AnyEvent>,
    react: () => Promise<void>,
  ): Promise<void> => {
    try {
      await react();
    } catch (error) {
      if (!isPoison(error)) throw error;
      park(error, { reaction, stream, revision });
    }
  };

  const follow = async (events: readonly Recorded<AnyEvent>[]): Promise<void> => {
    for (const event of events) {
      const leadId = leadIdOf(event);
      if (leadId === undefined || !lead.isEvent(event)) continue;
      if (event.type === 'WatchFired') await attempt('start-runs', event, () => startRuns(leadId, event));
      if (event.type === 'LeadErased') await forgetLead(leadId);
      if (!isLeadEvent(event) || event.type === 'LeadErased') continue;
      await attempt('start-runs', event, async () => {
        await suppressAddresses(event);
        await startRuns(leadId, event);
      });
      await attempt('watch-leads', event, () => watchLeads(leadId, event));
    }
    // Once for all of them: it is asked of what the lead is now.
    const last = events.findLast(mayEndRuns);
    const leadId = last === undefined ? undefined : leadIdOf(last);
    if (last !== undefined && leadId !== undefined)
      await attempt('end-runs', last, () => endRuns(leadId, last.eventId));
  };

  return async (all: readonly Recorded<AnyEvent>[]): Promise<void> => {
    // What is left of erased leads has been reacted to.
    const batch = all.filter(({ redacted }) => redacted !== true);
    for (const event of batch) if (flow.isEvent(event)) flowIndex.apply(event);
    const byStream = groupBy(batch, (event) => event.stream);
    await Promise.all([...byStream.values()].map(follow));
    await scheduleSteps(
      batch.flatMap((event) => {
        const leadId = leadIdOf(event);
        return leadId === undefined ? [] : wakeUpOf(leadId, event);
      }),
    );
    // Also by the ends of runs whose lead has been erased since.
    wakeBroadcasts(all);
    wakeImports(batch);
    wakeSweeps(batch);
  };
};
