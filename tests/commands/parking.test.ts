import { describe, expect, it } from 'vitest';
import { createFlowIndex } from '../../commands/flow-index.js';
import { isPoison, UnreadableEvent } from '../../commands/poison.js';
import { createReactor } from '../../commands/reactions/reactor.js';
import { DomainError } from '../../domain/errors.js';
import { leadId, registered, tag } from '../domain/samples.js';
import { recordAll } from '../support/recorded.js';

const tagAdded = { type: 'TagAdded', data: { tag: tag('vip') } } as const;

const react = async (failure: Error) => {
  const started: number[] = [];
  const parked: unknown[] = [];
  const reactor = createReactor({
    flowIndex: createFlowIndex(),
    startRuns: async (_leadId, { revision }) => {
      if (revision === 1) throw failure;
      started.push(revision);
    },
    watchLeads: async () => undefined,
    endRuns: async () => undefined,
    scheduleSteps: async () => undefined,
    wakeBroadcasts: () => undefined,
    wakeImports: () => undefined,
    wakeSweeps: () => undefined,
    suppressAddresses: async () => undefined,
    forgetLead: async () => undefined,
    park: (error, what) => parked.push([error, what]),
  });
  await reactor(
    recordAll([registered, tagAdded, tagAdded]).map((event) => ({ ...event, stream: `lead-${leadId}` })),
  );
  return { started, parked };
};

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
