import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { type LeadEvent, leadEvents } from '../../../domain/lead/events.js';

/** An event of a lead, as it is stored, from its type and data. */
export const leadEvent = (type: LeadEvent['type'], data: unknown): LeadEvent => {
  const codec = leadEvents.find(({ name }) => name === type);
  if (codec === undefined) throw new Error(`${type} is not an event of a lead`);
  return decodeOrThrow<LeadEvent>(codec, { type, data });
};
