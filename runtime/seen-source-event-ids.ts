import { setTimeout as delay } from 'node:timers/promises';
import type { RecordActivitiesPorts } from '../commands/record-activities.js';
import { recentSourceEventIdCount } from '../domain/lead/state.js';
import type { LeadDocument } from '../projections/leads.js';
import type { Find } from '../projections/queries.js';
import type { Document } from '../projections/read-model.js';
import { sourceEventKey } from '../projections/source-event-ids.js';

const pause = 20;

/** Looks up ids that a lead's state no longer remembers; waits for the read model where that lags too far behind. */
export const createSeenSourceEventIds = (
  leads: Find<LeadDocument>,
  sourceEventIds: Pick<Find<Document>, 'many'>,
  patience = 5000,
): RecordActivitiesPorts['seenSourceEventIds'] => {
  const caughtUp = async (leadId: string, atLeast: number): Promise<void> => {
    for (let waited = 0; waited < patience; waited += pause) {
      const doc = await leads.one(leadId);
      // What is newer than this the state of the lead remembers itself.
      if (doc !== undefined && doc.revision >= atLeast - recentSourceEventIdCount) return;
      await delay(pause);
    }
    throw new Error(`the read model of lead ${leadId} lags behind revision ${atLeast}`);
  };

  return async (leadId, ids, atLeast) => {
    await caughtUp(leadId, atLeast);
    const keys = new Map(ids.map((id) => [sourceEventKey(leadId, id), id]));
    const found = await sourceEventIds.many({
      filter: { _id: { $in: [...keys.keys()] } },
      sort: { _id: 1 },
      limit: keys.size,
    });
    return new Set(found.flatMap(({ _id }) => keys.get(_id) ?? []));
  };
};
