import type { LeadId } from '../../domain/codecs/ids.js';
import type { Recorded } from '../../domain/event.js';
import type { LeadEvent } from '../../domain/lead/events.js';
import { readWatch } from '../../rules/match-trigger.js';
import type { FlowIndex } from '../flow-index.js';
import { createLookAtSegment, type SegmentPorts } from './look-at-segment.js';
import { createLookAtWatch, type WatchCause } from './look-at-watch.js';

const causeOf = ({ eventId, metadata }: Recorded<LeadEvent>): WatchCause => ({
  correlationId: metadata.correlationId,
  causationId: eventId,
  ...(metadata.lineage === undefined ? {} : { lineage: metadata.lineage }),
});

/** Opens and closes the watches that an event of the lead has to do with. An event that is seen again changes nothing. */
export const createWatchLeads = (index: FlowIndex, ports: SegmentPorts) => {
  const { repositories, clock } = ports;
  const lookAtWatch = createLookAtWatch(repositories, clock);
  const lookAtSegment = createLookAtSegment(ports);
  return async (leadId: LeadId, event: Recorded<LeadEvent>): Promise<void> => {
    for (const flow of index.watching(event)) {
      const watch = readWatch(flow.definition.trigger);
      const cause = causeOf(event);
      if (watch?.kind === 'lead')
        await lookAtWatch(leadId, flow, (sight) => watch.onEvent(event, sight), cause);
      if (watch?.kind === 'segment') {
        const { segmentId } = watch;
        const occasion = { kind: 'event', event, cause, timeline: index.timeline(flow.flowId) } as const;
        await lookAtSegment({ leadId, flow, segmentId, occasion });
      }
    }
  };
};
