import { describe, expect, it } from 'vitest';
import type { BroadcastTrigger } from '../../commands/reactions/wake-broadcasts.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { BroadcastId } from '../../domain/codecs/ids.js';
import { Revision } from '../../domain/codecs/numbers.js';
import { type BroadcastQueuePorts, createBroadcastQueue } from '../../runtime/broadcast-queue.js';
import { createLog } from '../../runtime/log.js';
import { eventually } from '../support/eventually.js';

const idOf = (text: string) => decodeOrThrow(BroadcastId, text);
const spring = idOf('spring');
const time: BroadcastTrigger = { kind: 'time' };
const event = (revision: number): BroadcastTrigger => ({
  kind: 'event',
  revision: decodeOrThrow(Revision, revision),
});

/** A queue whose moves end when they are told to, and where there is room when it is told so. */
const createWorld = (changes: Partial<BroadcastQueuePorts> = {}) => {
  const runs: string[] = [];
  const signals: AbortSignal[] = [];
  const ends: (() => void)[] = [];
  const lines: string[] = [];
  const queue = createBroadcastQueue({
    hasRoom: async () => undefined,
    log: createLog('warn', { write: (line) => lines.push(line) }),
    run: (broadcastId, trigger, signal) => {
      runs.push(`${broadcastId} ${trigger.kind === 'event' ? trigger.revision : trigger.kind}`);
      signals.push(signal);
      return new Promise((end) => ends.push(end));
    },
    ...changes,
  });
  return { runs, signals, lines, queue, endAll: () => ends.splice(0).forEach((end) => void end()) };
};
const running = (runs: readonly string[], count: number) =>
  eventually(async () => (runs.length >= count ? runs : undefined), 5000);

describe('waking broadcasts', () => {
  it('waits for the start, then makes each move once, a few at the same time', async () => {
    const { runs, queue, endAll } = createWorld();
    queue.wake(spring, event(3));
    queue.wake(spring, event(3));
    queue.wake(spring, time);
    for (let no = 0; no < 6; no += 1) queue.wake(idOf(`other-${no}`), time);
    await Promise.resolve();
    expect(runs).toEqual([]);
    queue.start();
    await running(runs, 4);
    expect(runs).toEqual(['spring 3', 'spring time', 'other-0 time', 'other-1 time']);
    endAll();
    await running(runs, 8);
    endAll();
    await queue.stop();
    expect(runs).toHaveLength(8);
  });

  it('makes a move again that is asked for while it is made', async () => {
    const { runs, queue, endAll } = createWorld();
    queue.start();
    queue.wake(spring, time);
    await running(runs, 1);
    queue.wake(spring, time);
    await running(runs, 2);
    endAll();
    await queue.stop();
  });

  it('waits while there is no room', async () => {
    let open: () => void = () => undefined;
    const room = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { runs, queue, endAll } = createWorld({ hasRoom: () => room });
    queue.start();
    queue.wake(spring, time);
    await new Promise((resolve) => setImmediate(resolve));
    expect(runs).toEqual([]);
    open();
    await running(runs, 1);
    endAll();
    await queue.stop();
  });

  it('says what has failed, and makes the others', async () => {
    const runs: string[] = [];
    const { lines, queue } = createWorld({
      run: async (broadcastId) => {
        runs.push(broadcastId);
        if (broadcastId === spring) throw new Error('the log is away');
      },
    });
    queue.start();
    queue.wake(spring, time);
    queue.wake(idOf('summer'), time);
    queue.wake(spring, event(1));
    await running(runs, 3);
    await queue.stop();
    expect(lines.join()).toContain('the log is away');
    expect(lines.join()).toContain('spring');
    queue.wake(spring, time);
    expect(runs).toHaveLength(3);
  });

  it('asks what is running to come to an end, waits for that, and takes nothing more', async () => {
    const { runs, signals, queue, endAll } = createWorld();
    queue.start();
    for (let no = 0; no < 6; no += 1) queue.wake(idOf(`b-${no}`), time);
    await running(runs, 4);
    let isStopped = false;
    const stopping = queue.stop().then(() => {
      isStopped = true;
    });
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
    queue.wake(spring, time);
    await Promise.resolve();
    expect(isStopped).toBe(false);
    endAll();
    await stopping;
    expect(runs).toHaveLength(4);
  });
});
