import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { Position, Revision } from '../../domain/codecs/numbers.js';
import { recentSourceEventIdCount, unknownLead } from '../../domain/lead/state.js';
import { noRuns } from '../../domain/run/state.js';
import { noWatches } from '../../domain/watch/state.js';
import type { LeadDocument } from '../../projections/leads.js';
import type { Document } from '../../projections/read-model.js';
import { sourceEventKey } from '../../projections/source-event-ids.js';
import { createSeenSourceEventIds } from '../../runtime/seen-source-event-ids.js';
import { leadId, otherLeadId, sourceEventId } from '../domain/samples.js';
import { createInMemoryDocuments } from '../support/in-memory-documents.js';

const revision = (no: number): Revision => decodeOrThrow(Revision, no);
const position = decodeOrThrow(Position, 0);
const old = sourceEventId('old');
const unheard = sourceEventId('unheard');
/** Where the lead is; the read model may lag behind by as many ids as a lead remembers. */
const atLeast = revision(250);
const farEnough = revision(250 - recentSourceEventIdCount);

/** Read models that have come as far as they are told; `onLook` is called each time that somebody looks at the lead. */
const createWorld = (onLook: () => Promise<void> = async () => undefined, patience = 60) => {
  const leads = createInMemoryDocuments<LeadDocument>();
  const ids = createInMemoryDocuments<Document>();
  const reach = (to: Revision): Promise<void> =>
    leads.save([
      {
        _id: leadId,
        position,
        revision: to,
        lead: unknownLead,
        runs: noRuns,
        watches: noWatches,
        attributes: [],
      },
    ]);
  const find = {
    ...leads,
    one: async (id: string) => {
      await onLook();
      return leads.one(id);
    },
  };
  const add = (lead: string, id: string): Promise<void> =>
    ids.save([{ _id: sourceEventKey(lead, id), position }]);
  return { reach, add, seen: createSeenSourceEventIds(find, ids, patience) };
};

describe('ids that senders gave long ago', () => {
  it('are found, and others are not', async () => {
    const { reach, add, seen } = createWorld();
    await reach(atLeast);
    await add(leadId, old);
    expect(await seen(leadId, [old, unheard], atLeast)).toEqual(new Set([old]));
  });

  it('belong to one lead: the same id of another is not seen', async () => {
    const { reach, add, seen } = createWorld();
    await reach(atLeast);
    await add(otherLeadId, old);
    expect(await seen(leadId, [old], atLeast)).toEqual(new Set());
  });

  it('are looked up at once where the lead itself remembers all that the read model has not', async () => {
    let looks = 0;
    const { reach, add, seen } = createWorld(async () => {
      looks += 1;
    });
    await reach(farEnough);
    await add(leadId, old);
    expect(await seen(leadId, [old], atLeast)).toEqual(new Set([old]));
    expect(looks).toBe(1);
  });

  it('are waited for while the read model lags: what comes meanwhile is found', async () => {
    let looks = 0;
    const world = createWorld(async () => {
      looks += 1;
      if (looks === 2) await world.reach(revision(farEnough - 1));
      if (looks === 3) {
        await world.add(leadId, old);
        await world.reach(farEnough);
      }
    });
    expect(await world.seen(leadId, [old], atLeast)).toEqual(new Set([old]));
    expect(looks).toBe(3);
  });

  it('are not guessed: a read model that does not catch up is an error that names lead and revision', async () => {
    const { reach, add, seen } = createWorld();
    await reach(revision(farEnough - 1));
    await add(leadId, old);
    await expect(seen(leadId, [old], atLeast)).rejects.toThrow(
      `the read model of lead ${leadId} lags behind revision 250`,
    );
  });

  it('are an error too where the read model has never heard of the lead', async () => {
    await expect(createWorld().seen(leadId, [old], atLeast)).rejects.toThrow('lags behind');
  });
});
