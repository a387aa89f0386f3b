import { describe, expect, it } from 'vitest';
import { isAllRequested } from '../../../domain/broadcast/state.js';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { ListId } from '../../../domain/codecs/ids.js';
import { segmentFaults } from '../../../domain/segment/segment.js';
import { instantAt } from '../../support/recorded.js';
import {
  cancelled,
  complete,
  completed,
  created,
  fixed,
  given,
  member,
  paused,
  requested,
  running,
  started,
  stateAfter,
} from './story.js';

describe('the state of a broadcast', () => {
  it('says where its members are written, and not who they are', () => {
    const state = stateAfter(...running);
    expect(state).toMatchObject({
      status: 'running',
      startedAt: instantAt(1),
      memberCount: 5,
      requestedCount: 0,
      lastMember: member(5),
      parts: [
        { revision: 2, first: 0 },
        { revision: 3, first: 3 },
      ],
    });
    expect(JSON.stringify(state.parts)).not.toContain(member(1));
  });

  it('finds its members also where something else happened between them', () => {
    const state = stateAfter(created(), started(1), fixed(0, 1, 3), paused, fixed(1, 4, 5));
    expect(state.parts.map(({ revision }) => revision)).toEqual([2, 4]);
    expect(state.isPaused).toBe(true);
  });

  it('has asked everyone when the members are complete and none is left', () => {
    expect(isAllRequested(stateAfter(created(), started(1)))).toBe(false);
    expect(isAllRequested(stateAfter(created(), started(1), complete(0)))).toBe(true);
    expect(isAllRequested(stateAfter(...running, requested(0, 4)))).toBe(false);
    expect(isAllRequested(stateAfter(...running, requested(0, 4), requested(4, 1)))).toBe(true);
  });

  it('is not paused any more when it has come to its end', () => {
    expect(stateAfter(...running, paused, cancelled)).toMatchObject({ status: 'cancelled', isPaused: false });
    expect(stateAfter(...running, paused, requested(0, 5), completed)).toMatchObject({
      status: 'completed',
      isPaused: false,
    });
  });

  it('is not changed by an event before it was created, or of a newer version', () => {
    expect(given(paused).state()).toEqual({ status: 'absent' });
    expect(stateAfter(created(), JSON.parse('{"type":"BroadcastSung","data":{}}'))).toEqual(
      stateAfter(created()),
    );
  });
});

describe('what the throttle counts', () => {
  const throttled = (max: number) => [
    created({ throttle: { max, per: 'PT1M' } }),
    started(1),
    fixed(0, 1, 9),
    complete(9),
  ];
  const countsAfter = (max: number, ...counts: readonly number[]): readonly number[] => {
    const firsts = counts.map((_, index) => counts.slice(0, index).reduce((sum, count) => sum + count, 0));
    const parts = counts.map((count, index) => requested(firsts[index] ?? 0, count));
    return stateAfter(...throttled(max), ...parts).recentParts.map(({ count }) => count);
  };

  it('is as many of the latest parts as make up its number, and no more', () => {
    expect(countsAfter(4, 1, 2)).toEqual([1, 2]);
    expect(countsAfter(4, 1, 2, 2)).toEqual([2, 2]);
    expect(countsAfter(4, 1, 2, 2, 4)).toEqual([4]);
    expect(countsAfter(1, 1, 1, 1)).toEqual([1]);
  });

  it('is nothing without one', () => {
    expect(stateAfter(...running, requested(0, 3)).recentParts).toEqual([]);
  });

  it('is counted from the instant at which the part was recorded', () => {
    expect(stateAfter(...throttled(4), requested(0, 3)).recentParts).toEqual([
      { at: instantAt(4), count: 3 },
    ]);
  });
});

describe('a segment', () => {
  const conditions = { type: 'has-tag', tag: 'vip' };
  const listId = decodeOrThrow(ListId, 'news');

  it('is a list, conditions, or both; or everyone, where that is said', () => {
    expect(segmentFaults({ listId }, 'segment')).toEqual([]);
    expect(segmentFaults({ conditions }, 'segment')).toEqual([]);
    expect(segmentFaults({ listId, conditions }, 'segment')).toEqual([]);
    expect(segmentFaults({ everyone: true }, 'segment')).toEqual([]);
  });

  it('is not everyone by leaving something out, nor everyone and not everyone', () => {
    expect(segmentFaults({}, 'segment')).toMatchObject([{ path: 'segment' }]);
    expect(segmentFaults({ everyone: true, listId }, 'segment')).toMatchObject([
      { path: 'segment.everyone' },
    ]);
    expect(segmentFaults({ everyone: true, conditions }, 'segment')).toMatchObject([
      { path: 'segment.everyone' },
    ]);
  });
});
