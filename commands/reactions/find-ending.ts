import type { Revision } from '../../domain/codecs/numbers.js';
import type { RegisteredLead } from '../../domain/lead/state.js';
import type { Ending } from '../../domain/run/events.js';
import type { Run } from '../../domain/run/state.js';
import type { Catalogue } from '../catalogue.js';
import { evaluateConditions } from '../evaluate-step.js';
import type { Clock } from '../event-log.js';
import type { loadRunPlan } from '../step-definition.js';

/**
 * Finds how a run ends because of what its lead is as of a revision: by the goal of its flow, or else by the exit rule.
 * `undefined` where neither holds, where the run is being stopped, and for conditions that cannot be read (activation
 * refuses those).
 */
export const createFindEnding =
  (planOf: ReturnType<typeof loadRunPlan>, catalogue: Pick<Catalogue, 'funnel'>, clock: Clock) =>
  async (run: Run, lead: RegisteredLead, revision: Revision): Promise<Ending | undefined> => {
    if (run.stopped !== undefined) return undefined;
    const { flow, timeZone } = await planOf(run.origin);
    const rules = [
      { outcome: 'goal-reached', conditions: flow.goal },
      { outcome: 'exited', conditions: flow.exit },
    ] as const;
    for (const { outcome, conditions } of rules) {
      if (conditions === undefined) continue;
      const evaluated = await evaluateConditions(
        conditions,
        { lead, now: clock(), timeZone },
        revision,
        catalogue,
      );
      if (evaluated.ok && evaluated.evaluation.holds) return { outcome, evaluation: evaluated.evaluation };
    }
    return undefined;
  };
