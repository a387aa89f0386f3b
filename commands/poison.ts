import { DomainError } from '../domain/errors.js';

/** An event of a stream that this version cannot read: its type is not known, or its shape is wrong. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
}

/**
 * Whether the same work would fail again however often it is tried: it is parked, so that the others go on.
 * Everything else is taken for infrastructure that will come back.
 */
export const isPoison = (error: unknown): boolean =>
  error instanceof TypeError ||
  error instanceof RangeError ||
  error instanceof UnreadableEvent ||
  (error instanceof DomainError && error.kind !== 'conflict');

/** Says what was parked, and why. */
export type Park = (error: unknown, what: Readonly<Record<string, string | number>>) => void;
