import { describe, expect, it } from 'vitest';
import type { Decider } from '../../../domain/decider.js';
import { unknownLead } from '../../../domain/lead/state.js';
import { type LeadStream, type LeadStreamEvent, leadStreamDecider } from '../../../domain/lead-stream.js';
import type { FireWatch, ScheduleWatch, WatchCommand } from '../../../domain/watch/decide.js';
import { nextWatchAt, watchOf } from '../../../domain/watch/state.js';
import { specOf } from '../../support/given-when-then.js';
import { instantAt } from '../../support/recorded.js';
import { flowId, otherFlowId, reason, registered, triggerAt } from '../samples.js';

const watches: Decider<LeadStream, WatchCommand, LeadStreamEvent> = leadStreamDecider;
const { given } = specOf(watches);

const schedule = (changes: Partial<ScheduleWatch> = {}): ScheduleWatch => ({
  type: 'ScheduleWatch',
  flowId,
  flowVersion: 1,
  because: triggerAt(1),
  from: instantAt(1),
  dueAt: instantAt(31),
  ...changes,
});
const fire = (changes: Partial<FireWatch> = {}): FireWatch => ({
  ...schedule(),
  type: 'FireWatch',
  ...changes,
});

const scheduled = (changes: Partial<ScheduleWatch> = {}): LeadStreamEvent => {
  const { type: _command, ...data } = schedule(changes);
  return { type: 'WatchScheduled', data };
};
const fired = (changes: Partial<FireWatch> = {}): LeadStreamEvent => {
  const { type: _command, ...data } = fire(changes);
  return { type: 'WatchFired', data };
};
const cleared: LeadStreamEvent = {
  type: 'WatchCleared',
  data: { flowId, flowVersion: 1, from: instantAt(1), upTo: instantAt(2), reason: reason('downloaded') },
};

describe('a watch', () => {
  it('is opened by an event', () => given(registered).when(schedule()).thenEvents(scheduled()));

  it('is opened once for an event, however often that is seen', () => {
    given(registered, scheduled()).when(schedule()).thenNothing();
    given(registered, scheduled(), fired()).when(schedule()).thenNothing();
    given(registered, scheduled(), cleared).when(schedule()).thenNothing();
    given(registered, scheduled({ because: triggerAt(3) }), cleared)
      .when(schedule())
      .thenNothing();
  });

  it('is opened anew by a newer event', () => {
    const again = { because: triggerAt(5), from: instantAt(5), dueAt: instantAt(35) };
    given(registered, scheduled(), fired()).when(schedule(again)).thenEvents(scheduled(again));
  });

  it('that is open is moved', () => {
    const moved = { dueAt: instantAt(40) };
    given(registered, scheduled()).when(schedule(moved)).thenEvents(scheduled(moved));
    const version = { flowVersion: 2 };
    given(registered, scheduled()).when(schedule(version)).thenEvents(scheduled(version));
  });

  it('fires once', () => {
    given(registered, scheduled()).when(fire()).thenEvents(fired());
    given(registered, scheduled(), fired()).when(fire()).thenNothing();
  });

  it('fires without having been open, for a new event', () => {
    given(registered).when(fire()).thenEvents(fired());
    const newer = { because: triggerAt(9), from: instantAt(0) };
    given(registered, scheduled()).when(fire(newer)).thenEvents(fired(newer));
  });

  it('that fires may open the next', () => {
    const next = { because: triggerAt(1), from: instantAt(31), dueAt: instantAt(61) };
    given(registered, scheduled()).when(fire({ next })).thenEvents(fired(), scheduled(next));
  });

  it('is cleared while it is open', () => {
    const clear = { type: 'ClearWatch', flowId, upTo: instantAt(2), reason: reason('downloaded') } as const;
    given(registered, scheduled()).when(clear).thenEvents(cleared);
    given(registered).when(clear).thenNothing();
    given(registered, scheduled(), cleared).when(clear).thenNothing();
    given(registered, scheduled({ flowId: otherFlowId }))
      .when(clear)
      .thenNothing();
  });

  it('is of a lead that is there', () => {
    given().when(schedule()).thenRefused('notFound');
  });
});

describe('what is remembered', () => {
  it('is the watch with the request that it began with', () => {
    const { watches } = given(registered, scheduled()).state();
    expect(watchOf(watches, flowId)).toMatchObject({
      newest: 1,
      open: { flowVersion: 1, from: instantAt(1), dueAt: instantAt(31), lineage: [] },
    });
    expect(watchOf(watches, otherFlowId)).toEqual({});
  });

  it('is the stretch that is dealt with', () => {
    const { watches } = given(registered, scheduled(), cleared).state();
    expect(watchOf(watches, flowId)).toEqual({
      newest: 1,
      settled: { from: instantAt(1), upTo: instantAt(2) },
    });
  });

  it('is when the first is due', () => {
    const other = { flowId: otherFlowId, dueAt: instantAt(20) };
    const { watches, lead } = given(registered, scheduled(), scheduled(other)).state();
    expect(nextWatchAt(watches)).toBe(instantAt(20));
    expect(lead).not.toEqual(unknownLead);
    expect(nextWatchAt(given(registered, scheduled(), cleared).state().watches)).toBeUndefined();
  });
});
