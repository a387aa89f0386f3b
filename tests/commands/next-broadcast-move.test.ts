import { describe, expect, it } from 'vitest';
import { nextMove } from '../../commands/broadcasts/next-move.js';
import { broadcastDecider } from '../../domain/broadcast/decide.js';
import type { Broadcast } from '../../domain/broadcast/state.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { Instant } from '../../domain/codecs/time.js';
import {
  cancelled,
  complete,
  completed,
  created,
  fixed,
  paused,
  requested,
  resumed,
  running,
  started,
  stateAfter,
} from '../domain/broadcast/story.js';
import { fc } from '../support/arbitraries.js';
import { instantAt, recordAll } from '../support/recorded.js';

const now = instantAt(50);
const at = (seconds: number): Instant =>
  decodeOrThrow(Instant, new Date(Date.parse(now) + seconds * 1000).toISOString());

describe('the next move of a broadcast', () => {
  it('is to start when its time has come, and until then to wait', () => {
    expect(nextMove(stateAfter(created()), now)).toEqual({ kind: 'start' });
    expect(nextMove(stateAfter(created({ at: instantAt(50) })), now)).toEqual({ kind: 'start' });
    expect(nextMove(stateAfter(created({ at: instantAt(51) })), now)).toEqual({
      kind: 'wait',
      until: instantAt(51),
    });
  });

  it('is to gather its members once it has started, also while it is paused', () => {
    expect(nextMove(stateAfter(created(), started(1)), now)).toEqual({ kind: 'gather' });
    expect(nextMove(stateAfter(created(), started(1), fixed(0, 1, 3), paused), now)).toEqual({
      kind: 'gather',
    });
  });

  it('is to request a part, the last of which may be smaller', () => {
    expect(nextMove(stateAfter(...running), now)).toEqual({ kind: 'request', first: 0, count: 5 });
    const large = [created(), started(1), fixed(0, 1, 250), complete(250)];
    expect(nextMove(stateAfter(...large), now)).toEqual({ kind: 'request', first: 0, count: 100 });
    expect(nextMove(stateAfter(...large, requested(0, 200)), now)).toEqual({
      kind: 'request',
      first: 200,
      count: 50,
    });
  });

  it('is nothing while it is paused, and what it was when it is resumed', () => {
    expect(nextMove(stateAfter(created(), paused), now)).toEqual({ kind: 'rest' });
    expect(nextMove(stateAfter(...running, paused), now)).toEqual({ kind: 'rest' });
    expect(nextMove(stateAfter(...running, paused, resumed), now)).toMatchObject({ kind: 'request' });
  });

  it('is to complete when all were asked, and nothing in the end', () => {
    expect(nextMove(stateAfter(...running, requested(0, 5)), now)).toEqual({ kind: 'complete' });
    expect(nextMove(stateAfter(...running, paused, requested(0, 5)), now)).toEqual({ kind: 'complete' });
    expect(nextMove(stateAfter(...running, requested(0, 5), completed), now)).toEqual({ kind: 'rest' });
    expect(nextMove({ status: 'absent' }, now)).toEqual({ kind: 'rest' });
  });

  it('is to cancel what has begun when it was cancelled', () => {
    expect(nextMove(stateAfter(...running, requested(0, 2), cancelled), now)).toEqual({
      kind: 'cancel-runs',
    });
  });
});

describe('with a throttle', () => {
  const per = 60;
  const memberCount = 900;
  const throttled = (max: number): Broadcast =>
    stateAfter(
      created({ throttle: { max, per: `PT${per}S` } }),
      started(1),
      fixed(0, 1, memberCount),
      complete(memberCount),
    );
  const record = (state: Broadcast, first: number, count: number, when: Instant): Broadcast =>
    recordAll([{ event: requested(first, count), occurredAt: when }], 10).reduce(
      broadcastDecider.evolve,
      state,
    );

  it('waits until as many as it may ask are free again', () => {
    let state = record(throttled(150), 0, 100, at(0));
    expect(nextMove(state, at(1))).toEqual({ kind: 'request', first: 100, count: 50 });
    state = record(state, 100, 50, at(1));
    expect(nextMove(state, at(2))).toEqual({ kind: 'wait', until: at(60) });
    expect(nextMove(state, at(60))).toEqual({ kind: 'request', first: 150, count: 100 });
    expect(nextMove(record(state, 150, 100, at(60)), at(60))).toEqual({ kind: 'wait', until: at(61) });
  });

  it('asks at most so many in any stretch of time, and as many as it may', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 260 }), pauses, (max, seconds) => {
        let state = throttled(max);
        let time = 0;
        const parts: { readonly time: number; readonly count: number }[] = [];
        for (const pause of seconds) {
          time += pause;
          const move = nextMove(state, at(time));
          const within = parts
            .filter((part) => part.time > time - per)
            .reduce((sum, part) => sum + part.count, 0);
          if (move.kind === 'wait') {
            expect(within).toBe(max);
            expect(Date.parse(move.until)).toBeGreaterThan(Date.parse(at(time)));
          } else if (move.kind === 'request') {
            expect(within + move.count).toBeLessThanOrEqual(max);
            expect(move.count).toBe(Math.min(100, max - within, memberCount - move.first));
            state = record(state, move.first, move.count, at(time));
            parts.push({ time, count: move.count });
          } else expect(move.kind).toBe('complete');
        }
      }),
    );
  });
});
