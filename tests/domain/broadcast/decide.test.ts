import { describe, expect, it } from 'vitest';
import type { BroadcastCommand } from '../../../domain/broadcast/commands.js';
import type { BroadcastEvent } from '../../../domain/broadcast/events.js';
import { instantAt } from '../../support/recorded.js';
import {
  broadcastId,
  cancelled,
  complete,
  completed,
  created,
  fixed,
  given,
  gone,
  member,
  members,
  paused,
  planOf,
  requested,
  resumed,
  running,
  started,
} from './story.js';

const create = (changes: object = {}) =>
  ({ type: 'CreateBroadcast', broadcastId, plan: planOf(changes) }) as const;
const start = { type: 'StartBroadcast' } as const;
const fix = (from: number, to: number) => ({ type: 'FixMembers', members: members(from, to) }) as const;
const completeMembership = { type: 'CompleteMembership' } as const;
const record = (first: number, count: number) => ({ type: 'RecordPart', first, count, leftOut: [] }) as const;
const pause = { type: 'PauseBroadcast' } as const;
const resume = { type: 'ResumeBroadcast' } as const;
const cancel = { type: 'CancelBroadcast' } as const;
const finish = { type: 'CompleteBroadcast' } as const;

describe('creating a broadcast', () => {
  it('creates it, once', () => {
    given().when(create()).thenEvents(created());
    given(created()).when(create()).thenNothing();
    given(...running, cancelled)
      .when(create())
      .thenNothing();
  });

  it('refuses an id that another broadcast has', () => {
    given(created())
      .when(create({ name: 'Summer' }))
      .thenRefused('conflict');
  });

  it('refuses an instant that is over, unless it was in the future when it was first sent', () => {
    const { faults } = given()
      .when(create({ at: instantAt(0) }))
      .thenRefused('invalid');
    expect(faults).toEqual([
      { path: 'at', message: 'must lie in the future; leave it out to start at once' },
    ]);
    given()
      .when(create({ at: instantAt(1) }))
      .thenEvents(created({ at: instantAt(1) }));
    given(created({ at: instantAt(1) }), paused, resumed)
      .when(create({ at: instantAt(1) }))
      .thenNothing();
  });
});

describe('a broadcast that does not exist', () => {
  const commands: readonly BroadcastCommand[] = [
    start,
    fix(1, 2),
    completeMembership,
    record(0, 1),
    pause,
    resume,
    cancel,
    finish,
  ];
  it.each(commands)('refuses $type', (command) => {
    given().when(command).thenRefused('notFound');
  });
});

describe('starting', () => {
  it('starts at the instant that the clock shows, once', () => {
    given(created()).when(start).thenEvents(started(1));
    given(created(), started(1)).when(start).thenNothing();
  });

  it('waits for its time', () => {
    given(created({ at: instantAt(2) }))
      .when(start)
      .thenRefused('notAllowed');
    given(created({ at: instantAt(2) }), paused, resumed)
      .when(start)
      .thenEvents(started(3));
  });

  it('does nothing while it is paused, nor after it was cancelled', () => {
    given(created(), paused).when(start).thenNothing();
    given(created(), cancelled).when(start).thenNothing();
  });
});

describe('fixing the members', () => {
  it('writes them in parts, each of which goes on after the one before', () => {
    given(created(), started(1))
      .when(fix(1, 3))
      .thenEvents(fixed(0, 1, 3));
    given(created(), started(1), fixed(0, 1, 3))
      .when(fix(4, 5))
      .thenEvents(fixed(1, 4, 5));
  });

  it('leaves out what is written already', () => {
    given(created(), started(1), fixed(0, 1, 3))
      .when(fix(1, 3))
      .thenNothing();
    given(created(), started(1), fixed(0, 1, 3))
      .when(fix(3, 5))
      .thenNothing();
    given(created(), started(1)).when({ type: 'FixMembers', members: [] }).thenNothing();
  });

  it('says how many they are, once', () => {
    given(created(), started(1), fixed(0, 1, 3))
      .when(completeMembership)
      .thenEvents(complete(3));
    given(created(), started(1)).when(completeMembership).thenEvents(complete(0));
    given(...running)
      .when(completeMembership)
      .thenNothing();
  });

  it('goes on while paused, for the members are those of the start', () => {
    given(created(), started(1), paused)
      .when(fix(1, 3))
      .thenEvents(fixed(0, 1, 3));
    given(created(), started(1), paused).when(completeMembership).thenEvents(complete(0));
  });

  it('is refused before the start, and nothing after the members are complete', () => {
    given(created()).when(fix(1, 3)).thenRefused('notAllowed');
    given(created()).when(completeMembership).thenRefused('notAllowed');
    given(...running)
      .when(fix(6, 7))
      .thenNothing();
    given(created(), started(1), cancelled).when(fix(1, 3)).thenNothing();
    given(created(), started(1), cancelled).when(completeMembership).thenNothing();
  });
});

describe('recording a part', () => {
  it('goes through the members from the first to the last', () => {
    given(...running)
      .when(record(0, 2))
      .thenEvents(requested(0, 2));
    given(...running, requested(0, 2))
      .when(record(2, 3))
      .thenEvents(requested(2, 3));
  });

  it('is done once', () => {
    given(...running, requested(0, 2))
      .when(record(0, 2))
      .thenNothing();
    given(...running, requested(0, 2))
      .when(record(1, 4))
      .thenNothing();
  });

  it('says who was left out, and why', () => {
    const command = { type: 'RecordPart', first: 0, count: 2, leftOut: [gone(2)] } as const;
    given(...running)
      .when(command)
      .thenEvents(requested(0, 2, [gone(2)]));
  });

  it('is said also of a broadcast that was paused or cancelled while it was done', () => {
    given(...running, paused)
      .when(record(0, 2))
      .thenEvents(requested(0, 2));
    given(...running, cancelled)
      .when(record(0, 2))
      .thenEvents(requested(0, 2));
  });

  it.each([
    ['that leaves out members', 1, 2],
    ['of nobody', 0, 0],
    ['of more than there are', 0, 6],
  ])('refuses a part %s', (_what, first, count) => {
    given(...running)
      .when(record(first, count))
      .thenRefused('notAllowed');
  });

  it('is refused before the members are fixed', () => {
    given(created()).when(record(0, 1)).thenRefused('notAllowed');
    given(created(), started(1), fixed(0, 1, 3))
      .when(record(0, 1))
      .thenRefused('notAllowed');
  });
});

describe('pausing and resuming', () => {
  it.each<readonly [string, readonly BroadcastEvent[]]>([
    ['before its time', [created({ at: instantAt(9) })]],
    ['while its members are fixed', [created(), started(1)]],
    ['while it runs', [...running, requested(0, 2)]],
  ])('pauses %s and resumes, once each', (_when, past) => {
    given(...past)
      .when(pause)
      .thenEvents(paused);
    given(...past, paused)
      .when(pause)
      .thenNothing();
    given(...past, paused)
      .when(resume)
      .thenEvents(resumed);
    given(...past, paused, resumed)
      .when(resume)
      .thenNothing();
  });

  it('refuses to pause where nothing is left to be paused', () => {
    given(...running, requested(0, 5))
      .when(pause)
      .thenRefused('notAllowed');
  });
});

describe('cancelling', () => {
  it.each<readonly [string, readonly BroadcastEvent[]]>([
    ['before its time', [created({ at: instantAt(9) })]],
    ['while its members are fixed', [created(), started(1)]],
    ['while it is paused', [...running, paused]],
    ['while its last runs go on', [...running, requested(0, 5)]],
  ])('cancels %s, once and for all', (_when, past) => {
    given(...past)
      .when(cancel)
      .thenEvents(cancelled);
    given(...past, cancelled)
      .when(cancel)
      .thenNothing();
    for (const command of [pause, resume])
      given(...past, cancelled)
        .when(command)
        .thenRefused('notAllowed');
    given(...past, cancelled)
      .when(finish)
      .thenNothing();
  });
});

describe('completing', () => {
  it('completes it when the action was requested on every member, once', () => {
    given(...running, requested(0, 5))
      .when(finish)
      .thenEvents(completed);
    given(...running, requested(0, 5), completed)
      .when(finish)
      .thenNothing();
    given(created(), started(1), complete(0)).when(finish).thenEvents(completed);
    given(...running, requested(0, 3), paused, requested(3, 2))
      .when(finish)
      .thenEvents(completed);
  });

  it('refuses before that', () => {
    given(...running, requested(0, 4))
      .when(finish)
      .thenRefused('notAllowed');
    given(created(), started(1)).when(finish).thenRefused('notAllowed');
  });

  it.each([pause, resume, cancel])('refuses $type afterwards', (command) => {
    given(...running, requested(0, 5), completed)
      .when(command)
      .thenRefused('notAllowed');
  });
});

it('has the member after the last fixed one as its next', () => {
  expect(member(3) < member(4)).toBe(true);
});
