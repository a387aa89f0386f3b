import type { FlowId, LeadId, RunId } from '../domain/codecs/ids.js';
import type { Position } from '../domain/codecs/numbers.js';
import { DomainError } from '../domain/errors.js';
import { definitionOf } from '../domain/flow/decider.js';
import type { FlowDefinition } from '../domain/flow/definition.js';
import type { FlowVersion } from '../domain/flow/events.js';
import type { MoveRun } from '../domain/run/commands.js';
import { type NotMoved, notMoved } from '../domain/run/move.js';
import { activeRun } from '../domain/run/state.js';
import type { Catalogue } from './catalogue.js';
import { activationFaults } from './check-flow.js';
import type { Cause } from './event-log.js';
import { planFrom } from './plan-steps.js';
import type { Repositories } from './repositories.js';

/** From where to where; from any other version unless one is given. */
export type VersionMove = Pick<MoveRun, 'flowId' | 'fromVersion' | 'toVersion'>;

export interface RunOfLead {
  readonly leadId: LeadId;
  readonly runId: RunId;
}

/** What has become of one run. */
export type RunMoved = RunOfLead &
  (
    | {
        readonly status: 'moved';
        readonly fromVersion: FlowVersion;
        readonly position?: Position | undefined;
      }
    | { readonly status: 'not-moved'; readonly why: NotMoved | 'over' }
  );

const atOnce = 32;

/** Does a task for each item, with so many of them side by side. */
const forEach = async <A, B>(items: readonly A[], task: (item: A) => Promise<B>): Promise<readonly B[]> => {
  const results: B[] = [];
  for (let start = 0; start < items.length; start += atOnce)
    results.push(...(await Promise.all(items.slice(start, start + atOnce).map(task))));
  return results;
};

/** Takes runs over to another version of their flow. */
export const createMoveRuns = (
  { leads, flows }: Pick<Repositories, 'leads' | 'flows'>,
  catalogue: Catalogue,
) => {
  const usable = async ({ flowId, toVersion }: VersionMove): Promise<FlowDefinition> => {
    const { state } = await flows.load(flowId);
    if (state.status === 'absent') throw DomainError.notFound('This flow');
    const definition = definitionOf(state, toVersion);
    const faults = await activationFaults(definition, catalogue);
    if (faults.length > 0) throw DomainError.unusable('This version would fail when it runs.', faults);
    return definition;
  };

  const moveOne = async (
    { leadId, runId }: RunOfLead,
    to: VersionMove,
    definition: FlowDefinition,
    cause: Cause,
  ): Promise<RunMoved> => {
    const { state, revision } = await leads.load(leadId);
    const run = activeRun(state.runs, runId);
    const why = run === undefined ? 'over' : notMoved(run, to);
    if (run?.origin.kind !== 'flow' || why !== undefined)
      return { leadId, runId, status: 'not-moved', why: why ?? 'of-another-flow' };
    const command: MoveRun = {
      type: 'MoveRun',
      runId,
      ...to,
      stepCount: definition.steps.length,
      plan: planFrom(definition, run),
    };
    // What is planned depends on which steps have ended: only if nothing has happened meanwhile.
    const executed = await leads.executeAt(leadId, revision, [{ command, cause }]);
    if (executed === undefined) return moveOne({ leadId, runId }, to, definition, cause);
    const { flowVersion: fromVersion } = run.origin;
    return { leadId, runId, status: 'moved', fromVersion, position: executed.position };
  };

  return {
    /**
     * Moves the runs and says of each what became of it; one that is moved already stays where it is.
     * @throws DomainError `notFound` for the flow or the version, `unusable` for a version that cannot be activated
     */
    move: async (to: VersionMove, runs: readonly RunOfLead[], cause: Cause): Promise<readonly RunMoved[]> => {
      const definition = await usable(to);
      return forEach(runs, (run) => moveOne(run, to, definition, cause));
    },

    /** The runs of a flow in which leads are now, lead by lead; none where there is no such lead. */
    runsInside: (
      flowId: FlowId,
      leadIds: readonly LeadId[],
    ): Promise<readonly { readonly leadId: LeadId; readonly runs: readonly RunOfLead[] }[]> =>
      forEach([...new Set(leadIds)], async (leadId) => ({
        leadId,
        runs: Object.values((await leads.load(leadId)).state.runs.active).flatMap(({ runId, origin }) =>
          origin.kind === 'flow' && origin.flowId === flowId ? [{ leadId, runId }] : [],
        ),
      })),
  };
};
