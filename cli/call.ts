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

/** Calls the API at `url` with a key. */
export const createCall =
  (url: string, apiKey: () => Promise<string>): Call =>
  async (method, path, codec, body) => {
    const authorization = `Bearer ${await apiKey()}`;
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patience),
    }).catch((error: unknown) => {
      const { cause } = error instanceof Error ? error : { cause: undefined };
      throw new CallFailed(`Leadline does not answer at ${url}`, { cause });
    });
    const answer = parse(await response.text());
    if (!response.ok) throw new CallFailed(explain(response.status, answer));
    const decoded = decode(codec, answer);
    if (!decoded.ok)
      throw new CallFailed(
        `Leadline answered something else: ${decoded.faults.map(({ path: at, message }) => `${at} ${message}`).join('; ')}`,
      );
    return decoded.value;
  };
