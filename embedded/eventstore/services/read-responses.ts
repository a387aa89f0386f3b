import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import pb from '@eventstore/db-client/generated/streams_pb.js';
import { type ResolvedEvent, resolveLink } from '../resolve-link.js';
import { type StoredEvent, tombstoneRevision } from '../stored-event.js';

const ticksPerMillisecond = '0000';
const tombstoneRevisionOnTheWire = '9223372036854775807';

const identifierOf = (stream: string) =>
  new shared.StreamIdentifier().setStreamName(Buffer.from(stream, 'utf8'));

const recordedEvent = (event: StoredEvent) => {
  const recorded = new pb.ReadResp.ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(event.id))
    .setStreamIdentifier(identifierOf(event.stream))
    .setStreamRevision(
      event.revision === tombstoneRevision ? tombstoneRevisionOnTheWire : String(event.revision),
    )
    .setCommitPosition(String(event.position))
    .setPreparePosition(String(event.position))
    .setData(event.data)
    .setCustomMetadata(event.metadata);
  recorded
    .getMetadataMap()
    .set('type', event.type)
    .set('content-type', event.isJson ? 'application/json' : 'application/octet-stream')
    .set('created', `${event.createdAt}${ticksPerMillisecond}`);
  return recorded;
};

const eventResponse = (position: number, { event, link }: ResolvedEvent): ReadResp => {
  const response = new pb.ReadResp.ReadEvent().setCommitPosition(String(position));
  if (event) response.setEvent(recordedEvent(event));
  if (link) response.setLink(recordedEvent(link));
  return new pb.ReadResp().setEvent(response);
};

export const responseTo = (
  log: Parameters<typeof resolveLink>[0],
  { resolvesLinks }: { readonly resolvesLinks: boolean },
  event: StoredEvent,
): ReadResp => eventResponse(event.position, resolvesLinks ? resolveLink(log, event) : { event });

export const confirmationResponse = (id: string): ReadResp =>
  new pb.ReadResp().setConfirmation(new pb.ReadResp.SubscriptionConfirmation().setSubscriptionId(id));

export const checkpointResponse = (position: number): ReadResp =>
  new pb.ReadResp().setCheckpoint(
    new pb.ReadResp.Checkpoint().setCommitPosition(String(position)).setPreparePosition(String(position)),
  );

export const caughtUpResponse = (): ReadResp => new pb.ReadResp().setCaughtUp(new pb.ReadResp.CaughtUp());

export const fellBehindResponse = (): ReadResp =>
  new pb.ReadResp().setFellBehind(new pb.ReadResp.FellBehind());

export const notFoundResponse = (stream: string): ReadResp =>
  new pb.ReadResp().setStreamNotFound(
    new pb.ReadResp.StreamNotFound().setStreamIdentifier(identifierOf(stream)),
  );
