import { Agent, request } from 'undici';

const dispatcher = new Agent({ connections: 64, pipelining: 1 });

export type Call = (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<unknown>;

/** Calls the API; whatever is not a success ends the bench. */
export const createCall =
  (url: string, key: string): Call =>
  async (method, path, body) => {
    const response = await request(`${url}${path}`, {
      dispatcher,
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.body.text();
    if (response.statusCode >= 300) throw new Error(`${method} ${path}: ${response.statusCode} ${text}`);
    return JSON.parse(text);
  };

/** Runs `task` for each number below `count`, at most `width` at a time. */
export const eachOf = async (
  count: number,
  width: number,
  task: (index: number) => Promise<unknown>,
): Promise<void> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await task(next++);
  };
  await Promise.all(Array.from({ length: width }, worker));
};

/** The value below which a share of the others lies. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};
