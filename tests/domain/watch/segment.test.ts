import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { SegmentId } from '../../../domain/codecs/ids.js';
import type { Decider } from '../../../domain/decider.js';
import { type LeadStream, type LeadStreamEvent, leadStreamDecider } from '../../../domain/lead-stream.js';
import type { WatchCommand } from '../../../domain/watch/decide.js';
import type { MarkSegment } from '../../../domain/watch/segment.js';
import { watchOf } from '../../../domain/watch/state.js';
import { specOf } from '../../support/given-when-then.js';
import { instantAt } from '../../support/recorded.js';
import { flowId, registered, triggerAt } from '../samples.js';

const watches: Decider<LeadStream, WatchCommand, LeadStreamEvent> = leadStreamDecider;
const { given } = specOf(watches);

const membership = {
  flowId,
  flowVersion: 1,
  segmentId: decodeOrThrow(SegmentId, 'vips'),
  segmentVersion: 1,
};
const because = triggerAt(1);
const plan = { because, from: instantAt(1), dueAt: instantAt(1) };
const later = { because, from: instantAt(1), dueAt: instantAt(60) };
const mark = (isIn: boolean, more: Partial<MarkSegment> = {}): MarkSegment => ({
  type: 'MarkSegment',
  ...membership,
  isIn,
  because,
  ...more,
});
const entered: LeadStreamEvent = { type: 'SegmentEntered', data: { ...membership, because } };
const left: LeadStreamEvent = { type: 'SegmentLeft', data: { ...membership, because } };
const ofFlow = { flowId, flowVersion: 1 };
const fired: LeadStreamEvent = { type: 'WatchFired', data: { ...ofFlow, ...plan } };
const scheduled: LeadStreamEvent = { type: 'WatchScheduled', data: { ...ofFlow, ...later } };

describe('a lead that is in the segment', () => {
  it('has entered it, and starts the flow where it is to', () => {
    given(registered)
      .when(mark(true, { fires: plan }))
      .thenEvents(entered, fired);
    given(registered).when(mark(true)).thenEvents(entered);
  });

  it('is told once', () => {
    given(registered, entered)
      .when(mark(true, { fires: plan }))
      .thenNothing();
    given(registered, entered, left)
      .when(mark(true, { fires: plan }))
      .thenEvents(entered, fired);
  });

  it('is told of each version of the segment', () => {
    given(registered, entered)
      .when(mark(true, { segmentVersion: 2 }))
      .thenEvents({ type: 'SegmentEntered', data: { ...membership, segmentVersion: 2, because } });
  });
});

describe('a lead that is not in the segment', () => {
  it('has left it where it was in it', () => {
    given(registered, entered).when(mark(false)).thenEvents(left);
    given(registered, entered, left).when(mark(false)).thenNothing();
  });

  it('is nothing to tell where it never was', () => {
    given(registered).when(mark(false)).thenNothing();
  });
});

describe('the instant at which time alone may change it', () => {
  it('is waited for', () => {
    given(registered)
      .when(mark(false, { next: later }))
      .thenEvents(scheduled);
    given(registered, scheduled)
      .when(mark(false, { next: later }))
      .thenNothing();
    const moved = { ...later, dueAt: instantAt(90) };
    given(registered, scheduled)
      .when(mark(false, { next: moved }))
      .thenEvents({ type: 'WatchScheduled', data: { ...ofFlow, ...moved } });
  });

  it('is waited for anew by a flow that starts', () => {
    given(registered, scheduled)
      .when(mark(true, { fires: plan, next: later }))
      .thenEvents(entered, fired, scheduled);
  });

  it('is not waited for any more where there is none', () => {
    const { watches: after } = given(registered, scheduled, entered).state();
    expect(watchOf(after, flowId)).toMatchObject({ open: later, segment: { isIn: true } });
    given(registered, scheduled)
      .when(mark(false))
      .thenEvents({
        type: 'WatchCleared',
        data: {
          ...ofFlow,
          from: later.from,
          upTo: later.from,
          reason: { code: 'no-change-ahead', message: 'Time alone changes nothing about it.' },
        },
      });
  });
});
