import type { ExistingBroadcast } from '../../domain/broadcast/state.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { BroadcastId, LeadId } from '../../domain/codecs/ids.js';
import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';
import type { BroadcastDocument } from '../../projections/broadcasts.js';
import { form } from '../support/steps.js';
import type { VirtualLeadline } from '../support/virtual-leadline.js';

export const spring = decodeOrThrow(BroadcastId, 'spring');
export const idOf = (text: string): BroadcastId => decodeOrThrow(BroadcastId, text);

export const tagSpring = { type: 'add-tag', tag: 'spring' } as const;
export const everyone = { everyone: true } as const;

const batchSize = 500;

/** What tests of broadcasts do and look at. */
export const broadcastsOf = (leadline: VirtualLeadline) => {
  const registerBatch = async (from: number, count: number, fields: object): Promise<readonly LeadId[]> => {
    const items = Array.from({ length: count }, (_, index) => ({
      type: 'form-submitted',
      lead: { email: `lead-${from + index}@example.com` },
      data: form('sign-up', fields),
    }));
    const outcomes = await leadline.report(...items);
    return outcomes.flatMap((outcome) => (outcome.status === 'accepted' ? [outcome.leadId] : []));
  };

  let registered = 0;
  const all = leadline.log.all;
  const ofType = <Type extends AnyEvent['type']>(type: Type) =>
    all().filter((event): event is Recorded<Extract<AnyEvent, { type: Type }>> => event.type === type);
  // Asked for anew each time: the process may have been restarted.
  const manage = () => leadline.commands().manageBroadcasts;

  return {
    ofType,
    /** Registers leads, in the order of their ids, and hands them on. */
    leads: async (count: number, fields: object = {}): Promise<readonly LeadId[]> => {
      const ids: LeadId[] = [];
      for (let left = count; left > 0; left -= batchSize) {
        const size = Math.min(left, batchSize);
        ids.push(...(await registerBatch(registered, size, fields)));
        registered += size;
      }
      await leadline.quiet();
      return ids.sort();
    },
    create: (plan: object = {}, id: BroadcastId = spring) =>
      manage().create(
        id,
        { name: 'Spring', action: tagSpring, segment: everyone, ...plan },
        leadline.cause(),
      ),
    pause: (id: BroadcastId = spring) => manage().pause(id, leadline.cause()),
    resume: (id: BroadcastId = spring) => manage().resume(id, leadline.cause()),
    cancel: (id: BroadcastId = spring) => manage().cancel(id, leadline.cause()),
    state: async (id: BroadcastId = spring): Promise<ExistingBroadcast> => {
      const { state } = await leadline.commands().repositories.broadcasts.load(id);
      if (state.status === 'absent') throw new Error('no such broadcast');
      return state;
    },
    doc: async (id: BroadcastId = spring): Promise<BroadcastDocument> => {
      await leadline.quiet();
      const doc = await leadline.models.broadcasts.one(id);
      if (doc === undefined) throw new Error('no such broadcast');
      return doc;
    },
    /** Who was asked, in the order in which they were. */
    asked: (id: BroadcastId = spring): readonly LeadId[] =>
      ofType('ActionRequested').flatMap(({ stream, data }) =>
        data.broadcastId === id ? [decodeOrThrow(LeadId, stream.slice('lead-'.length))] : [],
      ),
    /** The broadcast's own story. */
    told: (id: BroadcastId = spring): readonly string[] =>
      all().flatMap(({ stream, type }) => (stream === `broadcast-${id}` ? [type] : [])),
  };
};
