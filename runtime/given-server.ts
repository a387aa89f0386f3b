import { setTimeout as delay } from 'node:timers/promises';
import { redactConnectionString } from 'mongodb-connection-string-url';
import type { Log } from './log.js';

export interface GivenServer {
  /** As people call it. */
  readonly name: string;
  /** Its connection string; what is secret in it is never told. */
  readonly url: string;
  /** Asks it for anything; fails while it cannot answer. */
  readonly ask: () => Promise<unknown>;
}

/** In milliseconds. */
const pause = 1000;
const oneAnswer = 15_000;

/** A call to a machine that drops what it is sent would wait for ever. */
const inTime = async (answer: Promise<unknown>): Promise<void> => {
  const timer = new AbortController();
  const late = delay(oneAnswer, undefined, { signal: timer.signal }).then(() => {
    throw new Error('no answer');
  });
  try {
    await Promise.race([answer, late]);
  } finally {
    timer.abort();
    late.catch(() => undefined);
  }
};

/**
 * Waits until a server answers: what is started together is ready at different times.
 * @param patience in seconds
 * @throws Error that names the server, without its credentials, and the last reason
 */
export const untilItAnswers = async (
  { name, url, ask }: GivenServer,
  patience: number,
  log: Log,
): Promise<void> => {
  const end = Date.now() + patience * 1000;
  const server = `${name} (${redactConnectionString(url)})`;
  for (;;) {
    try {
      await inTime(ask());
      return;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (Date.now() + pause > end)
        throw new Error(`${server} has not answered within ${patience} seconds: ${reason}`);
      log.warn({ reason }, `waiting for ${server}`);
      await delay(pause);
    }
  }
};
