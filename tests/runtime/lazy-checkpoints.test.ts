import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { Position } from '../../domain/codecs/numbers.js';
import { createLazyCheckpoints } from '../../runtime/lazy-checkpoints.js';
import { createLog } from '../../runtime/log.js';

const at = (position: number): Position => decodeOrThrow(Position, position);
const interval = 200;

/** Checkpoints that note each save, and fail or wait when they are told to. */
const createWorld = () => {
  const saves: string[] = [];
  const lines: string[] = [];
  let behaviour: (save: string) => Promise<void> = async () => undefined;
  const lazy = createLazyCheckpoints(
    {
      load: async () => new Map([['leads', at(7)]]),
      save: async (names, position) => {
        const save = `${names.join()} ${position}`;
        await behaviour(save);
        saves.push(save);
      },
    },
    createLog('warn', { write: (line) => lines.push(line) }),
  );
  const behave = (next: typeof behaviour): void => {
    behaviour = next;
  };
  return { saves, lines, lazy, behave, ok: async () => undefined };
};

const away = async (): Promise<void> => {
  throw new Error('the database is away');
};

describe('lazy checkpoints', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('are loaded as they were saved', async () => {
    expect(await createWorld().lazy.load()).toEqual(new Map([['leads', 7]]));
  });

  it('are saved once an interval, with the newest position of each consumer', async () => {
    const { saves, lazy } = createWorld();
    await lazy.save(['leads', 'runs'], at(10));
    await lazy.save(['reactor'], at(10));
    await lazy.save(['leads', 'runs'], at(20));
    await vi.advanceTimersByTimeAsync(interval - 1);
    expect(saves).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(saves).toEqual(['leads,runs 20', 'reactor 10']);
  });

  it('cost nothing while nothing moves', async () => {
    const { saves, lazy } = createWorld();
    await lazy.save(['leads'], at(10));
    await vi.advanceTimersByTimeAsync(10 * interval);
    expect(saves).toEqual(['leads 10']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are saved on stop without waiting for the interval, and each once', async () => {
    const { saves, lazy } = createWorld();
    await lazy.save(['leads'], at(10));
    await lazy.stop();
    expect(saves).toEqual(['leads 10']);
    await vi.advanceTimersByTimeAsync(interval);
    expect(saves).toEqual(['leads 10']);
  });

  it('that could not be saved are said, and saved with the next ones', async () => {
    const { saves, lines, lazy, behave, ok } = createWorld();
    behave(away);
    await lazy.save(['leads', 'runs'], at(10));
    await vi.advanceTimersByTimeAsync(interval);
    expect(lines.join()).toContain('the database is away');
    behave(ok);
    await lazy.save(['leads'], at(20));
    await vi.advanceTimersByTimeAsync(interval);
    expect(saves).toEqual(['leads 20', 'runs 10']);
  });

  it('that could not be saved are tried again on stop', async () => {
    const { saves, lazy, behave, ok } = createWorld();
    behave(away);
    await lazy.save(['leads'], at(10));
    await vi.advanceTimersByTimeAsync(interval);
    behave(ok);
    await lazy.stop();
    expect(saves).toEqual(['leads 10']);
  });

  it('that could not be saved are not saved any more when newer ones have come meanwhile', async () => {
    const { saves, lazy, behave, ok } = createWorld();
    behave(async () => {
      behave(ok);
      await lazy.save(['leads'], at(20));
      await away();
    });
    await lazy.save(['leads', 'runs'], at(10));
    await vi.advanceTimersByTimeAsync(2 * interval);
    expect(saves).toEqual(['leads 20', 'runs 10']);
  });

  it('that cannot be saved on stop are said and hold up nobody: what they are for comes again', async () => {
    const { lines, lazy, behave } = createWorld();
    behave(away);
    await lazy.save(['leads'], at(10));
    await lazy.stop();
    expect(lines).toHaveLength(1);
  });

  it('never go back, however slow a save is: one is done before the next begins, and stop waits for all', async () => {
    const { saves, lazy, behave } = createWorld();
    const release: (() => void)[] = [];
    behave(
      () =>
        new Promise((done) => {
          release.push(done);
        }),
    );
    await lazy.save(['leads'], at(10));
    await vi.advanceTimersByTimeAsync(interval);
    await lazy.save(['leads'], at(20));
    await vi.advanceTimersByTimeAsync(interval);
    expect(release).toHaveLength(1);
    const stopping = lazy.stop();
    release[0]?.();
    await vi.waitUntil(() => release.length === 2);
    expect(saves).toEqual(['leads 10']);
    release[1]?.();
    await stopping;
    expect(saves).toEqual(['leads 10', 'leads 20']);
  });
});
