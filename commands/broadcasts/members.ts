import { aggregates, streamName } from '../../domain/aggregates.js';
import type { ExistingBroadcast } from '../../domain/broadcast/state.js';
import type { BroadcastId, LeadId, RunId } from '../../domain/codecs/ids.js';
import type { ReadStream } from '../event-log.js';

/** The run of a broadcast on a lead: always the same, so that whoever asks again asks for the same run. */
export type BroadcastRunIdOf = (broadcastId: BroadcastId, leadId: LeadId) => RunId;

/** Reads `count` members of a broadcast from number `first` on; only as many as have been fixed. */
export const readMembers =
  (readStream: ReadStream) =>
  async (
    { broadcastId, parts }: ExistingBroadcast,
    first: number,
    count: number,
  ): Promise<readonly LeadId[]> => {
    const stream = streamName(aggregates.broadcast.category, broadcastId);
    const touched = parts.filter(
      (part, index) => part.first < first + count && (parts[index + 1]?.first ?? Infinity) > first,
    );
    const events = await Promise.all(touched.map(({ revision }) => readStream(stream, revision, 1)));
    const members = events
      .flat()
      .flatMap((event) => (event.type === 'BroadcastMembersFixed' ? event.data.members : []));
    const from = first - (touched[0]?.first ?? 0);
    return members.slice(from, from + count);
  };
