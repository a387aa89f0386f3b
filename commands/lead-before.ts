import type { LeadId } from '../domain/codecs/ids.js';
import { firstRevision, type Position, type Revision } from '../domain/codecs/numbers.js';
import type { RegisteredLead } from '../domain/lead/state.js';
import type { ReadStream } from './event-log.js';
import { foldStory, leadStream } from './lead-story.js';

/** What a lead was before a position of the log, and as of which revision; `undefined` where it was not known then. */
export const loadLeadBefore =
  (readStream: ReadStream) =>
  async (
    leadId: LeadId,
    before: Position,
  ): Promise<{ readonly lead: RegisteredLead; readonly revision: Revision } | undefined> => {
    const all = await readStream(leadStream(leadId), firstRevision);
    const events = all.filter(({ position }) => position < before);
    const lead = foldStory(events);
    const last = events.at(-1);
    return lead.status === 'unknown' || last === undefined ? undefined : { lead, revision: last.revision };
  };
