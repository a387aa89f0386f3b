import type { IncomingMessage } from 'node:http';
import getRawBody from 'raw-body';
import { apiVersion } from './account.js';
import { answerApi } from './api.js';
import { ApiError, notFound } from './api-error.js';
import { authenticate } from './authenticate.js';
import type { Exchange } from './exchange.js';
import { page } from './page.js';
import { json, type Reply, refusal } from './reply.js';
import { simulateMessage } from './simulate.js';
import { callTraffic, messageTraffic } from './traffic.js';

interface AnswerOptions {
  readonly exchange: Exchange;
  readonly webhookUrl: string | undefined;
  /** How many API requests may be under way at once. */
  readonly concurrency: number;
}

/** Answers one HTTP request, whatever is wrong with it. */
export type AnswerRequest = (request: IncomingMessage) => Promise<Reply>;

const maxBody = 128 * 1024;

const readBody = async (request: IncomingMessage): Promise<string> => {
  try {
    return await getRawBody(request, { limit: maxBody, encoding: 'utf8' });
  } catch (error) {
    if (error instanceof Error && 'type' in error && error.type === 'entity.too.large')
      throw new ApiError(413, `The body must not be larger than ${maxBody} bytes`, 413);
    throw new ApiError(400, 'The body could not be read', 400);
  }
};

const isOfType = ({ headers }: IncomingMessage, type: string): boolean =>
  headers['content-type']?.split(';')[0]?.trim().toLowerCase() === type;

const readForm = async (request: IncomingMessage): Promise<URLSearchParams> => {
  const body = await readBody(request);
  // As with Twilio, a body of another type says nothing.
  return new URLSearchParams(isOfType(request, 'application/x-www-form-urlencoded') ? body : '');
};

const urlOf = (request: IncomingMessage): URL => {
  const target = `http://twilio${request.url ?? '/'}`;
  if (!URL.canParse(target)) throw notFound(request.url ?? '/');
  return new URL(target);
};

const said = (error: unknown): Reply => {
  if (!(error instanceof ApiError))
    return refusal(new ApiError(20500, 'An internal server error has occurred', 500));
  if (error.status !== 401) return refusal(error);
  return { ...refusal(error), headers: { 'www-authenticate': 'Basic realm="Twilio API"' } };
};

/** The API for those who sign in; the page, the traffic and the simulation of phones for everybody on this machine. */
export const createAnswer = ({ exchange, webhookUrl, concurrency }: AnswerOptions): AnswerRequest => {
  let underWay = 0;

  const answerSignedIn = async (request: IncomingMessage, url: URL): Promise<Reply> => {
    authenticate(request.headers.authorization, exchange.account);
    if (underWay > concurrency) throw new ApiError(20429, 'Too Many Requests', 429);
    const form = await readForm(request);
    const { pathname: path, searchParams: query } = url;
    return answerApi(exchange, { method: request.method ?? 'GET', path, query, form });
  };
  const counted = async (request: IncomingMessage, url: URL): Promise<Reply> => {
    underWay += 1;
    try {
      return await answerSignedIn(request, url);
    } finally {
      underWay -= 1;
    }
  };
  const simulate = async (request: IncomingMessage): Promise<Reply> => {
    // A page in somebody's browser could send other types without asking.
    if (!isOfType(request, 'application/json'))
      throw new ApiError(415, 'The content type must be application/json', 415);
    return simulateMessage(exchange, await readBody(request), webhookUrl);
  };
  const answer = async (request: IncomingMessage): Promise<Reply> => {
    const url = urlOf(request);
    if (url.pathname.startsWith(`/${apiVersion}/`)) return counted(request, url);
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /':
        return { status: 200, type: 'text/html; charset=utf-8', body: await page(exchange) };
      case 'GET /traffic/messages':
        return json(messageTraffic(exchange));
      case 'GET /traffic/calls':
        return json(callTraffic(exchange));
      case 'POST /simulate/messages':
        return simulate(request);
      default:
        throw notFound(url.pathname);
    }
  };
  return (request) => answer(request).catch(said);
};
