import type { EventId, LeadId, RunId } from '../../domain/codecs/ids.js';
import { activeRun, lineageFrom } from '../../domain/run/state.js';
import type { Catalogue } from '../catalogue.js';
import type { Cause, Clock } from '../event-log.js';
import type { FlowIndex } from '../flow-index.js';
import type { Repositories } from '../repositories.js';
import { loadRunPlan } from '../step-definition.js';
import { createFindEnding } from './find-ending.js';

/**
 * Ends the runs of a lead whose goal or exit rule holds now, after an event of the lead. Leads are looked at only while
 * there are flows with such rules, and of a lead only its active runs of those flows. A run ends once, however often the
 * event is seen.
 */
export const createEndRuns = (
  index: FlowIndex,
  repositories: Pick<Repositories, 'leads' | 'flows' | 'broadcasts'>,
  catalogue: Pick<Catalogue, 'funnel'>,
  clock: Clock,
) => {
  const { leads } = repositories;
  const findEnding = createFindEnding(loadRunPlan(repositories), catalogue, clock);

  /** Appends only to what was looked at; looks again if something has happened meanwhile. */
  const endRun = async (leadId: LeadId, runId: RunId, because: EventId): Promise<void> => {
    const { state, revision } = await leads.load(leadId);
    const run = activeRun(state.runs, runId);
    if (run?.origin.kind !== 'flow' || state.lead.status === 'unknown' || revision === undefined) return;
    const ending = await findEnding(run, state.lead, revision);
    if (ending === undefined) return;
    const cause: Cause = {
      actor: { kind: 'flow', id: run.origin.flowId },
      correlationId: run.correlationId,
      causationId: because,
      lineage: lineageFrom(run.origin),
    };
    const command = { type: 'EndRun', runId, ending } as const;
    const executed = await leads.executeAt(leadId, revision, [{ command, cause }]);
    if (executed === undefined) await endRun(leadId, runId, because);
  };

  return async (leadId: LeadId, because: EventId): Promise<void> => {
    const withEnding = index.withEnding();
    if (withEnding.size === 0) return;
    const { active } = (await leads.load(leadId)).state.runs;
    // Run by run: together they could be more than the log takes at once.
    for (const { runId, origin } of Object.values(active))
      if (origin.kind === 'flow' && withEnding.has(origin.flowId)) await endRun(leadId, runId, because);
  };
};
