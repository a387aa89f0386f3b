import * as t from 'io-ts';
import { list } from '../domain/codecs/collections.js';
import { integer } from '../domain/codecs/numbers.js';
import { open } from '../domain/codecs/struct.js';
import { DomainError, type Fault, type RefusalKind } from '../domain/errors.js';
import { TooSlow } from '../projections/find.js';

/** Every kind of refusal that a client can meet: its type is `/problems/<kind>`. */
const kinds = {
  invalid: [400, 'The request is not valid'],
  unauthenticated: [401, 'An API key is needed'],
  forbidden: [403, 'The API key does not allow this'],
  'not-found': [404, 'Not found'],
  'method-not-allowed': [405, 'This address does not take this method'],
  'not-allowed': [409, 'Not possible in the present state'],
  gone: [410, 'Erased for good'],
  conflict: [409, 'In conflict with something that is there'],
  'request-running': [409, 'A request with this Idempotency-Key is still running'],
  'changed-meanwhile': [412, 'Changed meanwhile'],
  'too-large': [413, 'The body is too large'],
  'unsupported-media-type': [415, 'The body is of a type that is not taken'],
  unusable: [422, 'Well-formed, but it would fail'],
  'key-reused': [422, 'This Idempotency-Key belongs to another request'],
  internal: [500, 'Something went wrong on our side'],
  'not-implemented': [501, 'This method is not known'],
  unavailable: [503, 'Not available at the moment'],
} as const;

export type ProblemKind = keyof typeof kinds;

export const FaultShown = open('Fault', { path: t.string, message: t.string });

/** RFC 9457: what every answer from 400 on looks like. */
export const Problem = open(
  'Problem',
  {
    type: t.string,
    title: t.string,
    status: integer('ProblemStatus', { min: 400, max: 599 }),
    /** The id of the request, as in its X-Request-Id. */
    instance: t.string,
  },
  { detail: t.string, errors: list(FaultShown, { max: Number.POSITIVE_INFINITY }) },
);
export type Problem = t.TypeOf<typeof Problem>;

interface Particulars {
  readonly errors?: readonly Fault[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** A request that the API itself refuses, before any command. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';

  constructor(
    readonly kind: ProblemKind,
    message: string,
    readonly particulars: Particulars = {},
  ) {
    super(message);
  }
}

export interface ProblemAnswer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether it is nothing of the client's, to be looked into. */
  readonly isUnexpected: boolean;
}

const ofDomain: Readonly<Record<RefusalKind, ProblemKind>> = {
  invalid: 'invalid',
  notFound: 'not-found',
  gone: 'gone',
  notAllowed: 'not-allowed',
  conflict: 'conflict',
  unusable: 'unusable',
};

const answer = (
  kind: ProblemKind,
  instance: string,
  detail?: string,
  { errors = [], headers = {}, extensions = {} }: Particulars = {},
): ProblemAnswer => {
  const [status, title] = kinds[kind];
  return {
    problem: {
      ...extensions,
      type: `/problems/${kind}`,
      title,
      status,
      instance,
      ...(detail === undefined ? {} : { detail }),
      ...(errors.length === 0 ? {} : { errors }),
    },
    headers,
    isUnexpected: kind === 'internal',
  };
};

interface Circumstances {
  /** Whether the request has If-Match. */
  readonly isConditional: boolean;
  readonly isAway: (error: unknown) => boolean;
}

/** Whatever was thrown, as the answer to the request `instance`. The only place where errors become answers. */
export const toProblem = (
  error: unknown,
  instance: string,
  { isConditional, isAway }: Circumstances,
): ProblemAnswer => {
  if (error instanceof RequestRefused) return answer(error.kind, instance, error.message, error.particulars);
  if (error instanceof DomainError) {
    // RFC 9110: with If-Match, the condition of the client has failed.
    const kind = error.kind === 'conflict' && isConditional ? 'changed-meanwhile' : ofDomain[error.kind];
    return answer(kind, instance, error.message, { errors: error.faults });
  }
  if (error instanceof TooSlow) return answer('unavailable', instance, error.message);
  if (isAway(error))
    return {
      ...answer('unavailable', instance, 'A server that Leadline needs does not answer.', {
        headers: { 'retry-after': '5' },
      }),
      isUnexpected: true,
    };
  return answer('internal', instance);
};

const ofStatus: ReadonlyMap<number, ProblemKind> = new Map([
  [404, 'not-found'],
  [405, 'method-not-allowed'],
  [501, 'not-implemented'],
]);

/** The problem of an address that no route has, or that does not take the method. */
export const problemOfStatus = (status: number, instance: string): ProblemAnswer =>
  answer(ofStatus.get(status) ?? 'not-found', instance);

export const statusOf = (kind: ProblemKind): number => kinds[kind][0];
