import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { storageFailureIn } from '../../storage-failure.js';
import { adviceOn } from '../advice.js';
import type { Outcome } from '../append.js';
import type { ExpectedRevision } from '../expected-revision.js';

export const maxAppendSize = 1024 * 1024;

// Trailers are ASCII: a stream name that is not would break the whole answer.
const percentEncoded = (char: string): string =>
  Array.from(
    Buffer.from(char, 'utf8'),
    (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
const toAscii = (text: string): string => text.replace(/[^\x20-\x7e]/gu, percentEncoded);

/** A status that the client turns into a typed error: `trailers` carry its kind and what it says. */
export const rpcError = (
  code: status,
  message: string,
  trailers: Readonly<Record<string, string>> = {},
): ServiceError => {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, toAscii(value));
  return Object.assign(new Error(message), { code, details: toAscii(message), metadata });
};

const statusOfFailure = {
  full: status.RESOURCE_EXHAUSTED,
  damaged: status.DATA_LOSS,
  broken: status.INTERNAL,
};

const isServiceError = (error: unknown): error is ServiceError =>
  error instanceof Error && 'code' in error && typeof error.code === 'number' && 'details' in error;

/** Nothing is swallowed: what is not meant for the client is a bug here, and says so. */
export const asServiceError = (error: unknown): ServiceError => {
  if (isServiceError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  const failure = storageFailureIn(error);
  if (failure === undefined) return rpcError(status.INTERNAL, message);
  return rpcError(statusOfFailure[failure], `${adviceOn(failure)} (${message})`);
};

export const invalidArgument = (message: string): ServiceError => rpcError(status.INVALID_ARGUMENT, message);

export const tooMuchHeld = (message: string): ServiceError => rpcError(status.RESOURCE_EXHAUSTED, message);

export const streamDeleted = (stream: string): ServiceError =>
  rpcError(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });

export const accessDenied = (): ServiceError =>
  rpcError(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });

export const scavengeNotFound = (id: string): ServiceError =>
  rpcError(status.NOT_FOUND, 'Scavenge id was invalid.', {
    exception: 'scavenge-not-found',
    'scavenge-id': id,
  });

export const appendTooLarge = (): ServiceError =>
  rpcError(status.INVALID_ARGUMENT, `Maximum Append Size of ${maxAppendSize} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(maxAppendSize),
  });

export const deadlineExceeded = (): ServiceError =>
  rpcError(status.DEADLINE_EXCEEDED, 'The deadline passed before the append was written.');

export const missingMetadata = (): ServiceError =>
  rpcError(status.INVALID_ARGUMENT, "Required Metadata Property 'type' or 'content-type' is missing.", {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });

const expectedNumber = (expected: ExpectedRevision): string => {
  if (typeof expected === 'bigint') return String(expected);
  return { no_stream: '-1', any: '-2', stream_exists: '-4' }[expected];
};

const wrongExpectedRevision = (stream: string, expected: ExpectedRevision, current: number): ServiceError =>
  rpcError(
    status.FAILED_PRECONDITION,
    `Append failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expectedNumber(expected)}, Actual version: ${current}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': expectedNumber(expected),
      ...(current >= 0 && { 'actual-version': String(current) }),
    },
  );

/** The error form of an outcome that wrote nothing. */
export const refusalOf = (
  stream: string,
  expected: ExpectedRevision,
  outcome: Exclude<Outcome, { kind: 'written' }>,
): ServiceError => {
  switch (outcome.kind) {
    case 'stream-deleted':
      return streamDeleted(stream);
    case 'access-denied':
      return accessDenied();
    case 'wrong-expected-revision':
      return wrongExpectedRevision(stream, expected, outcome.current);
  }
};
