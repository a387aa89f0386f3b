import { pathOf } from './account.js';
import { fetchAccount, listNumbers } from './account-resource.js';
import { notFound } from './api-error.js';
import { createCall, fetchCall } from './calls.js';
import type { Exchange } from './exchange.js';
import { createMessage, fetchMessage } from './messages.js';
import { fetchRecording, fetchSound } from './recordings.js';
import type { Reply } from './reply.js';

/** A request of somebody who has signed in. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
}

interface Route {
  readonly method: 'GET' | 'POST';
  /** Below the account; the sid that it names, if any, is its first group. */
  readonly path: RegExp;
  readonly answer: (exchange: Exchange, sid: string, request: ApiRequest) => Reply | Promise<Reply>;
}

const routes: readonly Route[] = [
  {
    method: 'POST',
    path: /^\/Messages\.json$/,
    answer: (exchange, _, { form }) => createMessage(exchange, form),
  },
  {
    method: 'GET',
    path: /^\/Messages\/(SM\w{32})\.json$/,
    answer: (exchange, sid, { path }) => fetchMessage(exchange, sid, path),
  },
  { method: 'POST', path: /^\/Calls\.json$/, answer: (exchange, _, { form }) => createCall(exchange, form) },
  {
    method: 'GET',
    path: /^\/Calls\/(CA\w{32})\.json$/,
    answer: (exchange, sid, { path }) => fetchCall(exchange, sid, path),
  },
  {
    method: 'GET',
    path: /^\/Recordings\/(RE\w{32})\.json$/,
    answer: (exchange, sid, { path }) => fetchRecording(exchange, sid, path),
  },
  {
    method: 'GET',
    path: /^\/Recordings\/(RE\w{32})(?:\.wav)?$/,
    answer: (exchange, sid, { path }) => fetchSound(exchange, sid, path),
  },
  { method: 'GET', path: /^\.json$/, answer: ({ account }) => fetchAccount(account) },
  {
    method: 'GET',
    path: /^\/IncomingPhoneNumbers\.json$/,
    answer: ({ account }, _, { query }) => listNumbers(account, query),
  },
];

/** Answers as Twilio's first API does; throws an ApiError where that refuses. */
export const answerApi = async (exchange: Exchange, request: ApiRequest): Promise<Reply> => {
  const { method, path } = request;
  const prefix = pathOf(exchange.account.accountSid);
  const rest = path.startsWith(prefix) ? path.slice(prefix.length) : '';
  for (const route of routes) {
    const match = route.method === method ? route.path.exec(rest) : null;
    if (match !== null) return route.answer(exchange, match[1] ?? '', request);
  }
  throw notFound(path);
};
