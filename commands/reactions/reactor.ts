import { aggregates, idInStream } from '../../domain/aggregates.js';
import { LeadId } from '../../domain/codecs/ids.js';
import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';
import { groupBy } from '../../domain/group-by.js';
import { isLeadEvent } from '../../domain/lead-stream.js';
import type { FlowIndex } from '../flow-index.js';
import { isPoison, type Park } from '../poison.js';
import type { createScheduleSteps, WakeUp } from './schedule-steps.js';
import type { createStartRuns } from './start-runs.js';
import type { createSuppressAddresses } from './suppress-addresses.js';
import type { createWakeBroadcasts } from './wake-broadcasts.js';

export interface Reactions {
  readonly flowIndex: FlowIndex;
  readonly startRuns: ReturnType<typeof createStartRuns>;
  readonly scheduleSteps: ReturnType<typeof createScheduleSteps>;
  readonly suppressAddresses: ReturnType<typeof createSuppressAddresses>;
  readonly wakeBroadcasts: ReturnType<typeof createWakeBroadcasts>;
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
    default:
      return [];
  }
};

/**
 * What follows from a batch of events, in log order: the addresses that are not written to any more and the flows that
 * start, then the steps that fall due, and the broadcasts that can go on.
 * A batch that is seen again changes nothing: flows remember the events that they have answered.
 */
export const createReactor = ({
  flowIndex,
  startRuns,
  scheduleSteps,
  suppressAddresses,
  wakeBroadcasts,
  park,
}: Reactions) => {
  const start = async (events: readonly Recorded<AnyEvent>[]): Promise<void> => {
    for (const event of events) {
      const leadId = leadIdOf(event);
      if (leadId === undefined || !lead.isEvent(event) || !isLeadEvent(event)) continue;
      try {
        await suppressAddresses(event);
        await startRuns(leadId, event);
      } catch (error) {
        if (!isPoison(error)) throw error;
        park(error, { reaction: 'start-runs', stream: event.stream, revision: event.revision });
      }
    }
  };

  return async (batch: readonly Recorded<AnyEvent>[]): Promise<void> => {
    for (const event of batch) if (flow.isEvent(event)) flowIndex.apply(event);
    const byStream = groupBy(batch, (event) => event.stream);
    await Promise.all([...byStream.values()].map(start));
    await scheduleSteps(
      batch.flatMap((event) => {
        const leadId = leadIdOf(event);
        return leadId === undefined ? [] : wakeUpOf(leadId, event);
      }),
    );
    wakeBroadcasts(batch);
  };
};
