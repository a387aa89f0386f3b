import type * as t from 'io-ts';
import type { Cause } from '../commands/event-log.js';
import type { Role } from '../domain/api-key/api-key.js';
import { decode, decodeOrThrow } from '../domain/codecs/decode.js';
import type { Position } from '../domain/codecs/numbers.js';
import { closed } from '../domain/codecs/struct.js';
import { type ProblemKind, RequestRefused } from './problem.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A codec of an object whose properties can be listed: path parameters, query parameters. */
interface Fields extends t.Mixed {
  readonly required: t.Props;
  readonly optional: t.Props;
}

/** For a route without parameters, or without a body. */
export const nothing = closed('Nothing', {});

type Responses = Readonly<Record<number, t.Mixed>>;

/** What a handler answers beside status and body. */
interface Extras {
  /** Where a write stands in the log; `undefined` when nothing had to be appended. */
  readonly position?: Position | undefined;
  /** Shown as ETag, and compared with If-Match. */
  readonly version?: number | undefined;
  readonly location?: string;
}

/** One of the declared statuses with the body declared for it. */
type AnswerOf<R extends Responses> = {
  readonly [S in keyof R & number]: Extras & { readonly status: S; readonly body: t.TypeOf<R[S]> };
}[keyof R & number];

/** An answer whose status is the literal that the route declares. */
export const reply = <const S extends number, B>(
  status: S,
  body: B,
  extras: Extras = {},
): Extras & { readonly status: S; readonly body: B } => ({ ...extras, status, body });

export interface Answer extends Extras {
  readonly status: number;
  readonly body: unknown;
}

interface Context {
  readonly cause: Cause;
  /** The version in If-Match, if one was sent. */
  readonly ifMatch: number | undefined;
  /** Whether a CSV file is accepted sooner than JSON. */
  readonly prefersCsv: boolean;
}

/** A request before its parts are decoded. */
export interface RawRequest extends Context {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

interface Request<P, Q, B> extends Context {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
}

interface Description {
  /** Unique; the operationId of the API description. */
  readonly id: string;
  readonly method: Method;
  /** With `:name` for parameters. */
  readonly path: string;
  readonly summary: string;
  /** Who may call it beside `admin`. */
  readonly access: readonly Role[] | 'public';
  /** A body that the codec accepts. */
  readonly example?: unknown;
  /** What can be refused beside what every route of its kind can. */
  readonly problems?: readonly ProblemKind[];
  /** Whether If-Match is looked at. */
  readonly isConditional?: true;
  readonly bodyLimit?: number;
  /** It changes nothing, although it is a POST: a repeated request is carried out again, and no answer is kept. */
  readonly isReading?: true;
  /** What is kept of an answer for a repeated request; all of it unless given. */
  readonly remembered?: (body: unknown) => unknown;
}

interface RouteDefinition<P extends Fields, Q extends Fields, B extends t.Mixed, R extends Responses>
  extends Description {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly responses: R;
  readonly handle: (request: Request<t.TypeOf<P>, t.TypeOf<Q>, t.TypeOf<B>>) => Promise<AnswerOf<R>>;
}

/** A route whose types are closed over, so that all of them fit one table. */
export interface Route extends Description {
  readonly params: Fields;
  readonly query: Fields;
  readonly body: t.Mixed;
  readonly responses: Responses;
  readonly handle: (request: RawRequest) => Promise<Answer>;
}

/** An id that cannot be one names nothing. */
const decodeParams = <A>(codec: t.Decoder<unknown, A>, input: unknown): A => {
  const decoded = decode(codec, input);
  if (decoded.ok) return decoded.value;
  throw new RequestRefused('not-found', 'There is nothing at this address.', { errors: decoded.faults });
};

/** Declares a route: from this both the router and the API description are made. */
export const defineRoute = <P extends Fields, Q extends Fields, B extends t.Mixed, const R extends Responses>(
  definition: RouteDefinition<P, Q, B, R>,
): Route => ({
  ...definition,
  handle: async ({ params, query, body, ...context }) =>
    definition.handle({
      ...context,
      params: decodeParams<t.TypeOf<P>>(definition.params, params),
      query: decodeOrThrow<t.TypeOf<Q>>(definition.query, query),
      body: decodeOrThrow<t.TypeOf<B>>(definition.body, body),
    }),
});

export const hasBody = (route: Route): boolean => !Object.is(route.body, nothing);
