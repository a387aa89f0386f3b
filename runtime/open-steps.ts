import type { OpenStep } from '../commands/reactions/reconcile.js';
import type { Instant } from '../domain/codecs/time.js';
import type { Find } from '../projections/queries.js';
import type { RunDocument } from '../projections/runs.js';

const pageSize = 500;

const stepsOf = ({ leadId, runId, steps }: RunDocument): readonly OpenStep[] =>
  steps.flatMap(({ stepNo, status, dueAt, startedAt }): readonly OpenStep[] => {
    if (status === 'scheduled' && dueAt !== undefined) return [{ leadId, runId, stepNo, dueAt }];
    if (status === 'started' && startedAt !== undefined) return [{ leadId, runId, stepNo, startedAt }];
    return [];
  });

/** The steps of active runs that have no outcome, page by page: all, or those of runs with one due before an instant. */
export const createOpenSteps = (runs: Find<RunDocument>) =>
  async function* openSteps(dueBefore?: Instant): AsyncGenerator<readonly OpenStep[]> {
    const due = dueBefore === undefined ? {} : { nextAt: { $lt: dueBefore } };
    let after = '';
    for (;;) {
      const page = await runs.many({
        filter: { status: 'active', ...due, _id: { $gt: after } },
        sort: { _id: 1 },
        limit: pageSize,
      });
      if (page.length > 0) yield page.flatMap(stepsOf);
      const last = page.at(-1);
      if (last === undefined || page.length < pageSize) return;
      after = last._id;
    }
  };
