import * as t from 'io-ts';
import { list } from '../domain/codecs/collections.js';
import { decode } from '../domain/codecs/decode.js';
import { open } from '../domain/codecs/struct.js';

/** An answer that is not what was asked for; the message says what to do. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
}

/** Asks the API and reads the answer. @throws CallFailed when it refuses, does not answer, or says something else */
export type Call = <A>(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  codec: t.Decoder<unknown, A>,
  body?: unknown,
) => Promise<A>;

const Refusal = open(
  'Refusal',
  { title: t.string },
  {
    detail: t.string,
    errors: list(open('RefusalError', { path: t.string, message: t.string }), { max: 1000 }),
  },
);

const patience = 60_000;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** How a refusal is told. */
const explain = (status: number, body: unknown): string => {
  const refusal = decode(Refusal, body);
  const said = refusal.ok ? (refusal.value.detail ?? refusal.value.title) : 'no reason given';
  const faults = refusal.ok ? (refusal.value.errors ?? []) : [];
  const named = faults.map(({ path, message }) => `\n  ${path} ${message}`).join('');
  const advice = status === 401 ? ' Give a key with --api-key or LEADLINE_API_KEY.' : '';
  return `Leadline refused (${status}): ${said}${advice}${named}`;
};

type Request = Pick<RequestInit, 'method' | 'body' | 'signal'>;

const ask = async (url: string, path: string, apiKey: string, request: Request): Promise<Response> => {
  const response = await fetch(`${url}${path}`, {
    ...request,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
  }).catch((error: unknown) => {
    const { cause } = error instanceof Error ? error : { cause: undefined };
    throw new CallFailed(`Leadline does not answer at ${url}`, { cause });
  });
  if (!response.ok) throw new CallFailed(explain(response.status, parse(await response.text())));
  return response;
};

/** Gets a long answer piece by piece. @throws CallFailed when Leadline refuses or does not answer, also while it answers */
export type Download = (path: string) => AsyncIterable<Uint8Array>;

export const createDownload = (url: string, apiKey: () => Promise<string>): Download =>
  async function* (path) {
    const { body } = await ask(url, path, await apiKey(), { method: 'GET' });
    if (body === null) return;
    try {
      yield* body;
    } catch (error) {
      throw new CallFailed('Leadline has not answered to the end', { cause: error });
    }
  };

/** Calls the API at `url` with a key. */
export const createCall =
  (url: string, apiKey: () => Promise<string>): Call =>
  async (method, path, codec, body) => {
    const response = await ask(url, path, await apiKey(), {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patience),
    });
    const answer = parse(await response.text());
    const decoded = decode(codec, answer);
    if (!decoded.ok)
      throw new CallFailed(
        `Leadline answered something else: ${decoded.faults.map(({ path: at, message }) => `${at} ${message}`).join('; ')}`,
      );
    return decoded.value;
  };
