import type { StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb.js';
import type { ExpectedRevision } from '../expected-revision.js';
import type { ProposedEvent } from '../stored-event.js';
import { invalidArgument, missingMetadata } from './rpc-error.js';

type ProposedMessage = {
  getId(): UUID | undefined;
  getMetadataMap(): { get(key: string): string | undefined };
  getData_asU8(): Uint8Array;
  getCustomMetadata_asU8(): Uint8Array;
};

type ExpectedOptions = {
  hasAny(): boolean;
  hasNoStream(): boolean;
  hasStreamExists(): boolean;
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
// Stored in SQLite integers by way of JavaScript numbers: beyond it nothing is exact.
const highest = BigInt(Number.MAX_SAFE_INTEGER);

// A refusal carries the name in a trailer, where HTTP/2 peers take 16 KiB of percent-encoded bytes.
const maxStreamNameLength = 4_096;

// SQLite would keep it, and give the text back cut off there.
const withoutNul = (what: string, text: string): string => {
  if (text.includes('\0')) throw invalidArgument(`${what} contains a NUL character.`);
  return text;
};

export const streamNameIn = (identifier: StreamIdentifier | undefined): string => {
  const bytes = identifier?.getStreamName_asU8() ?? new Uint8Array();
  const name = Buffer.from(bytes).toString('utf8');
  if (name === '') throw invalidArgument('The name of the stream is missing.');
  if (name === '$$') throw invalidArgument("'$$' is the metadata of a stream without a name.");
  if (bytes.length > maxStreamNameLength) {
    throw invalidArgument(
      `The name of the stream is ${bytes.length} bytes long, and ${maxStreamNameLength} are allowed.`,
    );
  }
  return withoutNul('The name of the stream', name);
};

export const uuidIn = (id: UUID | undefined): string => {
  const text = id?.getString().toLowerCase() ?? '';
  if (!uuid.test(text)) throw invalidArgument(`'${text}' is not a UUID in its string form.`);
  return text;
};

export const numberIn = (digits: string): number => {
  const value = BigInt(digits);
  return Number(value > highest ? highest : value);
};

export const expectedIn = (
  options: ExpectedOptions,
  hasRevision: boolean,
  revision: string,
): ExpectedRevision => {
  if (options.hasAny()) return 'any';
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasStreamExists()) return 'stream_exists';
  if (hasRevision) return BigInt(revision);
  throw invalidArgument('The expected revision is missing.');
};

export const proposedEventIn = (message: ProposedMessage): ProposedEvent => {
  const type = message.getMetadataMap().get('type');
  const contentType = message.getMetadataMap().get('content-type');
  if (!type || !contentType) throw missingMetadata();
  return {
    id: uuidIn(message.getId()),
    type: withoutNul('The type of the event', type),
    isJson: contentType === 'application/json',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
};

/** One append is one piece of work: while it is written, nobody else is served. */
const maxEvents = 20_000;

export const checkCount = (events: readonly unknown[]): void => {
  if (events.length > maxEvents) throw invalidArgument(`An append may have ${maxEvents} events at most.`);
};

export const sizeOf = (event: ProposedEvent): number =>
  event.type.length * 2 + event.data.length + event.metadata.length;
