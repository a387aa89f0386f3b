import { DeadlineExceededError, UnavailableError } from '@eventstore/db-client';
import { MongoNetworkError, MongoServerSelectionError } from 'mongodb';
import { NotAnswered } from './event-store.js';

/** Errors of a connection that the clients pass on as they are: `UNAVAILABLE` of gRPC, and those of a socket. */
const codes: ReadonlySet<unknown> = new Set([14, 'ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/** Whether an error says that EventStoreDB or MongoDB does not answer: what was asked may be asked again. */
export const isAway = (error: unknown): boolean =>
  error instanceof NotAnswered ||
  error instanceof UnavailableError ||
  error instanceof DeadlineExceededError ||
  error instanceof MongoNetworkError ||
  error instanceof MongoServerSelectionError ||
  (error instanceof Error && 'code' in error && codes.has(error.code));
