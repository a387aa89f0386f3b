import type { LeadId } from '../../domain/codecs/ids.js';
import type { Recorded } from '../../domain/event.js';
import type { LeadEvent } from '../../domain/lead/events.js';
import { readWatch } from '../../rules/match-trigger.js';
import { leave } from '../../rules/watch.js';
import type { Clock } from '../event-log.js';
import type { FlowIndex } from '../flow-index.js';
import type { Repositories } from '../repositories.js';
import { createLookAtWatch, type WatchCause } from './look-at-watch.js';

const causeOf = ({ eventId, metadata }: Recorded<LeadEvent>): WatchCause => ({
  correlationId: metadata.correlationId,
  causationId: eventId,
  ...(metadata.lineage === undefined ? {} : { lineage: metadata.lineage }),
});

/** Opens and closes the watches that an event of the lead has to do with. An event that is seen again changes nothing. */
export const createWatchLeads = (
  index: FlowIndex,
  repositories: Pick<Repositories, 'leads'>,
  clock: Clock,
) => {
  const lookAtWatch = createLookAtWatch(repositories, clock);
  return async (leadId: LeadId, event: Recorded<LeadEvent>): Promise<void> => {
    for (const flow of index.watching(event)) {
      const watch = readWatch(flow.definition.trigger);
      await lookAtWatch(leadId, flow, (sight) => watch?.onEvent(event, sight) ?? leave, causeOf(event));
    }
  };
};
