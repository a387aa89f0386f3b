import type { LeadId, RunId } from '../../domain/codecs/ids.js';
import type { Recorded } from '../../domain/event.js';
import type { EnterFlow } from '../../domain/run/commands.js';
import type { StartingEvent } from '../../rules/match-trigger.js';
import type { Cause } from '../event-log.js';
import type { FlowIndex, MatchingFlow } from '../flow-index.js';
import { planAtEntry } from '../plan-steps.js';
import type { Repositories } from '../repositories.js';

/** The id of the run that a flow starts for an event: the same however often the event is seen. */
export type RunIdOf = (flow: MatchingFlow, event: Recorded<StartingEvent>) => RunId;

const toCommand = (flow: MatchingFlow, event: Recorded<StartingEvent>, runId: RunId): EnterFlow => ({
  type: 'EnterFlow',
  runId,
  flowId: flow.flowId,
  flowVersion: flow.version,
  trigger: { eventId: event.eventId, type: event.type, revision: event.revision },
  reEntry: flow.definition.reEntry ?? 'once-at-a-time',
  lineage: event.metadata.lineage ?? [],
  stepCount: flow.definition.steps.length,
  plan: planAtEntry(flow.definition, event.metadata.occurredAt),
});

const causeOf = (flow: MatchingFlow, { eventId, metadata }: Recorded<StartingEvent>): Cause => ({
  actor: { kind: 'flow', id: flow.flowId },
  correlationId: metadata.correlationId,
  causationId: eventId,
  ...(metadata.lineage === undefined ? {} : { lineage: metadata.lineage }),
  // The lead entered when it did what the flow waits for, not when we noticed.
  occurredAt: metadata.occurredAt,
});

/** Lets a lead enter the flows that wait for what it did. */
export const createStartRuns =
  (index: FlowIndex, { leads }: Pick<Repositories, 'leads'>, runIdOf: RunIdOf) =>
  async (leadId: LeadId, event: Recorded<StartingEvent>): Promise<void> => {
    // Flow by flow: together they could be more than the log takes at once.
    for (const flow of index.matching(event)) {
      const command = toCommand(flow, event, runIdOf(flow, event));
      await leads.execute(leadId, [{ command, cause: causeOf(flow, event) }]);
    }
  };
