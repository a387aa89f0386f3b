import { afterEach, beforeEach, expect } from 'vitest';
import type { ApiPorts } from '../../../api/ports.js';
import { Problem } from '../../../api/problem.js';
import type { Role } from '../../../domain/api-key/api-key.js';
import { decode } from '../../../domain/codecs/decode.js';
import type { Recorded } from '../../../domain/event.js';
import type { AnyEvent } from '../../../domain/events.js';
import { type RunningApi, startApi } from './api.js';

interface Options {
  readonly body?: unknown;
  /** Sent as it is, in place of JSON. */
  readonly raw?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly as?: Role;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects, and fails where that is not there
  readonly body: any;
}

const matches = (path: string, pathname: string): boolean =>
  new RegExp(`^${path.replace(/:\w+/g, '[^/]+').replaceAll('.', '\\.')}$`).test(pathname);

/** Every answer is held against the schema that its route declares for the status. */
const checkAnswer = (
  { routes }: RunningApi,
  method: string,
  path: string,
  { status, headers, body }: Answered,
) => {
  if (status >= 400) {
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(decode(Problem, body)).toMatchObject({ ok: true });
    expect(body.status).toBe(status);
    return;
  }
  const [pathname = ''] = path.split('?');
  const route = routes.find((one) => one.method === method && matches(one.path, pathname));
  const codec = route?.responses[status];
  if (codec === undefined) throw new Error(`${method} ${path} does not declare ${status}`);
  expect(decode(codec, body)).toMatchObject({ ok: true });
};

/** An API for each test of a file, with calls that are checked against the API description. */
export const useApi = (changes: () => Partial<ApiPorts> = () => ({})) => {
  let running: RunningApi | undefined;
  const api = (): RunningApi => {
    if (running === undefined) throw new Error('the API runs inside tests only');
    return running;
  };
  let before = 0;

  beforeEach(async () => {
    running = await startApi(changes());
    before = running.events.after(0).length;
  });
  afterEach(() => api().stop());

  const send = async (method: string, path: string, options: Options = {}): Promise<Answered> => {
    const { body, raw, headers = {}, as = 'admin' } = options;
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${api().url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${api().keys[as]}`,
        ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(payload === undefined ? {} : { body: payload }),
    });
    const text = await response.text();
    const answered: Answered = {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
    if (method !== 'OPTIONS') checkAnswer(api(), method, path, answered);
    return answered;
  };

  return {
    api,
    send,
    get: (path: string, options?: Options) => send('GET', path, options),
    post: (path: string, body?: unknown, options: Options = {}) => send('POST', path, { body, ...options }),
    put: (path: string, body: unknown, options: Options = {}) => send('PUT', path, { body, ...options }),
    patch: (path: string, body: unknown, options: Options = {}) => send('PATCH', path, { body, ...options }),
    /** The events since the test began. */
    stored: (): readonly Recorded<AnyEvent>[] => api().events.after(before),
    storedTypes: (): readonly string[] =>
      api()
        .events.after(before)
        .map(({ type }) => type),
  };
};

/** The `path message` of each error in a problem. */
export const faultsOf = ({ body }: Answered): readonly string[] =>
  body.errors.map(({ path, message }: { path: string; message: string }) => `${path} ${message}`);

export const pathsOf = ({ body }: Answered): readonly string[] =>
  body.errors.map(({ path }: { path: string }) => path);
