import { aggregates, idInStream } from '../../domain/aggregates.js';
import { LeadId } from '../../domain/codecs/ids.js';
import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';
import { groupBy } from '../../domain/group-by.js';
import type { FlowIndex } from '../flow-index.js';
import type { createScheduleSteps, WakeUp } from './schedule-steps.js';
import type { createStartRuns } from './start-runs.js';

export interface Reactions {
  readonly flowIndex: FlowIndex;
  readonly startRuns: ReturnType<typeof createStartRuns>;
  readonly scheduleSteps: ReturnType<typeof createScheduleSteps>;
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

const isRunEvent = (event: Recorded<AnyEvent>): boolean =>
  'runId' in event.data || event.type === 'FlowEntryDeclined';

type LeadEventRecorded = Parameters<Reactions['startRuns']>[1];
const isLeadEvent = (event: Recorded<AnyEvent>): event is LeadEventRecorded & Recorded<AnyEvent> =>
  lead.isEvent(event) && !isRunEvent(event);

/**
 * What follows from a batch of events, in log order: first the flows that they start, then the steps that fall due.
 * A batch that is seen again changes nothing: flows remember the events that they have answered.
 */
export const createReactor = ({ flowIndex, startRuns, scheduleSteps }: Reactions) => {
  const start = async (events: readonly Recorded<AnyEvent>[]): Promise<void> => {
    for (const event of events) {
      const leadId = leadIdOf(event);
      if (leadId !== undefined && isLeadEvent(event)) await startRuns(leadId, event);
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
  };
};
