import type { ApiLog, Caller, IdempotencyStore, StoredAnswer } from './ports.js';
import { RequestRefused } from './problem.js';

interface KeyedRequest {
  readonly key: string;
  readonly fingerprint: string;
  /** What is kept for a repetition, where that is not the answer itself. */
  readonly remembered: (answer: StoredAnswer) => StoredAnswer;
}

/** The key as one client means it: another caller, or another route, has keys of its own. */
export const scopedKey = (caller: Caller, route: string, key: string): string =>
  `${caller.apiKeyId} ${route} ${key}`;

/** The Idempotency-Key of a request. @throws RequestRefused `invalid` */
export const readIdempotencyKey = (header: string): string | undefined => {
  if (header === '') return undefined;
  if (/^[\x21-\x7e]{1,200}$/.test(header)) return header;
  throw new RequestRefused('invalid', 'The Idempotency-Key cannot be used.', {
    errors: [{ path: 'Idempotency-Key', message: 'must be 1 to 200 visible ASCII characters' }],
  });
};

/** Carries out a request once, however often it is sent. A refused one has changed nothing and may be sent again. */
export const createOnce =
  (store: IdempotencyStore, log: ApiLog) =>
  async (request: KeyedRequest, carryOut: () => Promise<StoredAnswer>): Promise<StoredAnswer> => {
    const { key, fingerprint, remembered } = request;
    const begun = await store.begin(key, fingerprint);
    switch (begun.kind) {
      case 'done':
        return { ...begun.answer, headers: { ...begun.answer.headers, 'idempotency-replayed': 'true' } };
      case 'running':
        throw new RequestRefused('request-running', 'Wait for its answer, or ask again in a moment.', {
          headers: { 'retry-after': '1' },
        });
      case 'mismatch':
        throw new RequestRefused('key-reused', 'Take a new Idempotency-Key for a new request.');
      case 'new':
        break;
      default:
        begun satisfies never;
    }
    let answer: StoredAnswer;
    try {
      answer = await carryOut();
    } catch (error) {
      await store.abandon(key);
      throw error;
    }
    try {
      await store.finish(key, remembered(answer));
    } catch (error) {
      // It is done: the caller must hear so. Until the entry runs out, a repetition is told that it is running.
      log.warn({ err: error }, 'the answer to a request with an Idempotency-Key could not be kept');
    }
    return answer;
  };
