import { describe, expect, it } from 'vitest';
import { createFlowIndex } from '../../commands/flow-index.js';
import { isPoison, UnreadableEvent } from '../../commands/poison.js';
import { createReactor } from '../../commands/reactions/reactor.js';
import { DomainError } from '../../domain/errors.js';
import type { Recorded } from '../../domain/event.js';
import type { AnyEvent } from '../../domain/events.js';
import { leadId, registered, tag } from '../domain/samples.js';
import { recordAll } from '../support/recorded.js';

const tagAdded = { type: 'TagAdded', data: { tag: tag('vip') } } as const;

const ofLead = (...events: readonly AnyEvent[]): readonly Recorded<AnyEvent>[] =>
  recordAll(events).map((event) => ({ ...event, stream: `lead-${leadId}` }));

/** Reactions to what nothing follows from. */
const none = () => ({
  flowIndex: createFlowIndex(),
  startRuns: async () => undefined,
  watchLeads: async () => undefined,
  endRuns: async () => undefined,
  scheduleSteps: async () => undefined,
  wakeBroadcasts: () => undefined,
  wakeImports: () => undefined,
  wakeSweeps: () => undefined,
  suppressAddresses: async () => undefined,
  forgetLead: async () => undefined,
  park: () => undefined,
});

const react = async (failure: Error) => {
  const started: number[] = [];
  const parked: unknown[] = [];
  const reactor = createReactor({
    ...none(),
    startRuns: async (_leadId, { revision }) => {
      if (revision === 1) throw failure;
      started.push(revision);
    },
    park: (error, what) => parked.push([error, what]),
  });
  await reactor(ofLead(registered, tagAdded, tagAdded));
  return { started, parked };
};

describe('what is left of an event when its lead is erased', () => {
  it('starts nothing, but tells the broadcasts', async () => {
    const started: string[] = [];
    const told: string[] = [];
    const reactor = createReactor({
      ...none(),
      startRuns: async (_leadId, { type }) => void started.push(type),
      wakeBroadcasts: (events) => told.push(...events.map(({ type }) => type)),
    });
    await reactor(ofLead(registered, tagAdded).map((event) => ({ ...event, redacted: true })));
    expect([started, told]).toEqual([[], ['LeadRegistered', 'TagAdded']]);
  });
});

describe('an event to which nobody can react', () => {
  it('is parked, and the events after it are answered', async () => {
    const failure = new RangeError('no such time zone');
    const { started, parked } = await react(failure);
    expect(started).toEqual([0, 2]);
    expect(parked).toEqual([[failure, expect.objectContaining({ reaction: 'start-runs', revision: 1 })]]);
  });

  it('comes again where it is the infrastructure that failed', async () => {
    await expect(react(new Error('connection reset'))).rejects.toThrow('connection reset');
  });

  it.each([
    [new TypeError('a bug'), true],
    [new UnreadableEvent('event 3 of lead-1'), true],
    [DomainError.invalid([]), true],
    [DomainError.conflict('busy'), false],
    [new Error('no connection'), false],
  ])('is told from one that may work later: %s', (error, poison) => {
    expect(isPoison(error)).toBe(poison);
  });
});
