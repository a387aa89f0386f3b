import { aggregates, streamName } from '../domain/aggregates.js';
import { decodeOrThrow } from '../domain/codecs/decode.js';
import type { LeadId } from '../domain/codecs/ids.js';
import { type Position, Revision } from '../domain/codecs/numbers.js';
import { fold } from '../domain/decider.js';
import type { RegisteredLead } from '../domain/lead/state.js';
import type { ReadStream } from './event-log.js';

const { lead } = aggregates;
const start = decodeOrThrow(Revision, 0);

/** What a lead was before a position of the log, and as of which revision; `undefined` where it was not known then. */
export const loadLeadBefore =
  (readStream: ReadStream) =>
  async (
    leadId: LeadId,
    before: Position,
  ): Promise<{ readonly lead: RegisteredLead; readonly revision: Revision } | undefined> => {
    const events = (await readStream(streamName(lead.category, leadId), start)).filter(
      ({ position }) => position < before,
    );
    const own = events.flatMap((event) => (lead.isEvent(event) ? [event] : []));
    const state = fold(lead.evolve, lead.initial, own).lead;
    const last = events.at(-1);
    return state.status === 'unknown' || last === undefined
      ? undefined
      : { lead: state, revision: last.revision };
  };
