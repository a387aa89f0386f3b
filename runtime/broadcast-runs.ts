import type { BroadcastRuns } from '../commands/reactions/run-broadcasts.js';
import type { BroadcastId } from '../domain/codecs/ids.js';
import type { BroadcastDocument } from '../projections/broadcasts.js';
import type { Find } from '../projections/queries.js';
import type { RunDocument } from '../projections/runs.js';
import { pagesById } from './pages-by-id.js';

/** What the read models know of the runs of broadcasts. */
export const createBroadcastRuns = (
  runs: Find<RunDocument>,
  broadcasts: Find<BroadcastDocument>,
): BroadcastRuns => ({
  begun: async (runIds) => {
    const found = await runs.many({
      filter: { _id: { $in: runIds } },
      sort: { _id: 1 },
      limit: runIds.length,
    });
    return new Set(found.map(({ runId }) => runId));
  },
  doneCount: async (broadcastId) => (await broadcasts.one(broadcastId))?.done ?? 0,
  open: (broadcastId) =>
    pagesById(runs, { 'broadcast.broadcastId': broadcastId, 'broadcast.outcome': 'running' }),
});

/** The broadcasts for which something is still to be done, page by page. */
export const createUnsettledBroadcasts = (broadcasts: Find<BroadcastDocument>) =>
  async function* unsettledBroadcasts(): AsyncGenerator<readonly BroadcastId[]> {
    for await (const page of pagesById(broadcasts, { isUnsettled: true }))
      yield page.map(({ broadcastId }) => broadcastId);
  };
