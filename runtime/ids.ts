import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { v5, v7 } from 'uuid';
import type { BroadcastRunIdOf } from '../commands/broadcasts/members.js';
import type { NewId } from '../commands/event-log.js';
import type { RunIdOf } from '../commands/reactions/start-runs.js';
import { decodeOrThrow } from '../domain/codecs/decode.js';
import { ApiKeyId, EventId, LeadId, RunId } from '../domain/codecs/ids.js';

const runs = '7c1a52cc-6f3b-4a4e-9f0a-5c8b3f1d2e60';
const broadcastRuns = 'b5b0a0a4-7d0e-4c39-8a53-0d0f2c9f6c1e';

/** A new id; ids sort by the time at which they were made. */
export const newId: NewId = () => decodeOrThrow(EventId, v7());

export const newLeadId = (): LeadId => decodeOrThrow(LeadId, v7());

/** The same flow and event give the same run, however often the event is seen. */
export const runIdOf: RunIdOf = ({ flowId, version }, { eventId }) =>
  decodeOrThrow(RunId, v5(`${flowId} ${version} ${eventId}`, runs));

/** The same broadcast and lead give the same run, however often the lead is asked. */
export const broadcastRunIdOf: BroadcastRunIdOf = (broadcastId, leadId) =>
  decodeOrThrow(RunId, v5(`${broadcastId} ${leadId}`, broadcastRuns));

/** SHA-256 in hexadecimal. */
export const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Whether two texts are equal, in a time that does not tell where they differ. */
export const equal = (left: string, right: string): boolean =>
  timingSafeEqual(Buffer.from(hash(left)), Buffer.from(hash(right)));

const letters = '0123456789abcdefghijklmnopqrstuvwxyz';

/** A new API key: its public id, and a secret of 256 bits. */
export const issueSecret = (): { readonly id: ApiKeyId; readonly secret: string } => ({
  id: decodeOrThrow(ApiKeyId, Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('')),
  secret: randomBytes(32).toString('base64url'),
});
