import type Koa from 'koa';
import type { EventId } from '../domain/codecs/ids.js';
import type { Caller } from './ports.js';

/** What the middleware knows about the request that it serves. */
export interface RequestState {
  requestId: EventId;
  caller?: Caller;
  /** The address may hold a token: only the route is logged. */
  isSecretAddress?: true;
  /** The route's path, with `:name` for parameters. */
  route?: string;
}

export type Middleware = Koa.Middleware<RequestState>;
export type RequestContext = Koa.ParameterizedContext<RequestState>;
