import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { Position } from '../../domain/codecs/numbers.js';
import { createProjectedPosition } from '../../runtime/projected-position.js';

const at = (position: number): Position => decodeOrThrow(Position, position);

describe('the position of the read models', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('only grows', () => {
    const projected = createProjectedPosition();
    projected.advance(at(20));
    projected.advance(at(10));
    expect(projected.current()).toBe(20);
  });

  it('is there at once where it is reached already', async () => {
    const projected = createProjectedPosition();
    projected.advance(at(20));
    expect(await projected.waitFor(at(20))).toBe(true);
    expect(await projected.waitFor(at(0))).toBe(true);
  });

  it('lets go everybody whose position is reached, and nobody else', async () => {
    const projected = createProjectedPosition();
    const [first, second] = [projected.waitFor(at(10)), projected.waitFor(at(20))];
    let isSecondDone = false;
    void second.then(() => {
      isSecondDone = true;
    });
    projected.advance(at(15));
    expect(await first).toBe(true);
    expect(isSecondDone).toBe(false);
    projected.advance(at(20));
    expect(await second).toBe(true);
  });

  it('says no after the time, and forgets who waited', async () => {
    const projected = createProjectedPosition();
    const waiting = projected.waitFor(at(10), 1000);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await waiting).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
    projected.advance(at(10));
    expect(projected.current()).toBe(10);
  });
});
