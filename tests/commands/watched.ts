import type { LeadId } from '../../domain/codecs/ids.js';
import type { Typed } from '../../domain/codecs/json.js';
import { ann, delay, note } from '../support/steps.js';
import type { VirtualLeadline } from '../support/virtual-leadline.js';

/** A step that keeps the run open. */
export const waits = [{ action: note('x'), when: delay('P1D') }];

/** What tests of triggers that begin with time passing do and look at. */
export const watched = (leadline: VirtualLeadline) => {
  const page = 'https://example.com/guide';
  return {
    visit: { type: 'page-visited', lead: ann, data: { url: page, pageId: 'guide' } },
    flow: (trigger: Typed, more: object = {}, id = 'flow') =>
      leadline.flow(id, { trigger, steps: waits, reEntry: 'every-time', ...more }),
    visits: (more: object = {}, data: object = {}): Promise<LeadId> =>
      leadline.happens('page-visited', ann, { url: page, pageId: 'guide', ...data }, more),
    leaves: (more: object = {}): Promise<LeadId> =>
      leadline.happens('page-left', ann, { url: page, pageId: 'guide' }, more),
    downloads: (more: object = {}, fileId = 'pdf'): Promise<LeadId> =>
      leadline.happens('file-downloaded', ann, { url: `${page}.pdf`, fileId }, more),
    /** When the lead entered flows, in the order in which it did. */
    entered: async (lead: LeadId): Promise<readonly string[]> =>
      (await leadline.history(lead)).flatMap(({ type, metadata }) =>
        type === 'FlowEntered' ? [metadata.occurredAt.slice(11, 16)] : [],
      ),
    typesOf: async (lead: LeadId): Promise<readonly string[]> =>
      (await leadline.typesOf(lead)).filter((type) => /^Watch|^FlowEnt/.test(type)),
  };
};
