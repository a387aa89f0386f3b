import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../domain/errors.js';
import { definitionOf, flowDecider } from '../../../domain/flow/decider.js';
import type { FlowEvent } from '../../../domain/flow/events.js';
import { specOf } from '../../support/given-when-then.js';
import { flowDefinition, flowId } from '../samples.js';

const { given } = specOf(flowDecider);

const first = flowDefinition();
const second = flowDefinition({ name: 'Welcome back' });
const created: FlowEvent = { type: 'FlowCreated', data: { flowId, definition: first } };
const revised: FlowEvent = { type: 'FlowRevised', data: { flowId, version: 2, definition: second } };
const activated = (version: number): FlowEvent => ({ type: 'FlowActivated', data: { flowId, version } });
const paused: FlowEvent = { type: 'FlowPaused', data: { flowId } };

describe('creating a flow', () => {
  const create = { type: 'CreateFlow', flowId, definition: first } as const;

  it('creates version 1', () => {
    given().when(create).thenEvents(created);
  });

  it('does not create the same flow twice', () => {
    given(created).when(create).thenNothing();
    given(created, activated(1))
      .when({ ...create, definition: flowDefinition() })
      .thenNothing();
  });

  it('refuses an id that another flow has, or the same after it was revised', () => {
    given(created)
      .when({ ...create, definition: second })
      .thenRefused('conflict');
    given(created, revised).when(create).thenRefused('conflict');
  });
});

describe('a flow that does not exist', () => {
  it.each([
    { type: 'ReviseFlow', definition: first },
    { type: 'ActivateFlow', version: 1 },
    { type: 'PauseFlow' },
  ] as const)('refuses $type', (command) => {
    given().when(command).thenRefused('notFound');
  });

  it('has no versions', () => {
    expect(() => definitionOf(given().state(), 1)).toThrow(DomainError);
  });

  it('is not made by a later event', () => {
    expect(given(revised, activated(2), paused).state()).toEqual({ status: 'absent' });
  });
});

describe('revising a flow', () => {
  const revise = { type: 'ReviseFlow', definition: second } as const;

  it('adds a version', () => {
    given(created).when(revise).thenEvents(revised);
    given(created)
      .when({ ...revise, expectedVersion: 1 })
      .thenEvents(revised);
  });

  it('does not add a version that says the same as the latest', () => {
    given(created, revised).when(revise).thenNothing();
    given(created).when({ type: 'ReviseFlow', definition: first }).thenNothing();
  });

  it('adds a version that says what an earlier one said', () => {
    given(created, revised)
      .when({ type: 'ReviseFlow', definition: first })
      .thenEvents({ type: 'FlowRevised', data: { flowId, version: 3, definition: first } });
  });

  it('refuses an edit of a version that is no longer the latest', () => {
    given(created, revised)
      .when({ type: 'ReviseFlow', definition: first, expectedVersion: 1 })
      .thenRefused('conflict');
  });

  it('does nothing when the same edit is sent again because its answer was lost', () => {
    given(created, revised)
      .when({ ...revise, expectedVersion: 1 })
      .thenNothing();
  });

  it('leaves the active version active', () => {
    expect(given(created, activated(1), revised).state()).toMatchObject({
      status: 'active',
      activeVersion: 1,
    });
  });
});

describe('activating a flow', () => {
  it('activates the latest version', () => {
    given(created).when({ type: 'ActivateFlow', version: 1 }).thenEvents(activated(1));
    given(created, activated(1), revised).when({ type: 'ActivateFlow', version: 2 }).thenEvents(activated(2));
  });

  it('does not activate an active version again', () => {
    given(created, activated(1)).when({ type: 'ActivateFlow', version: 1 }).thenNothing();
  });

  it('activates a paused flow again', () => {
    given(created, activated(1), paused).when({ type: 'ActivateFlow', version: 1 }).thenEvents(activated(1));
  });

  it('refuses a version that is not the latest', () => {
    given(created, revised).when({ type: 'ActivateFlow', version: 1 }).thenRefused('conflict');
    given(created).when({ type: 'ActivateFlow', version: 2 }).thenRefused('conflict');
  });
});

describe('pausing a flow', () => {
  it('pauses an active flow, once', () => {
    given(created, activated(1)).when({ type: 'PauseFlow' }).thenEvents(paused);
    given(created, activated(1), paused).when({ type: 'PauseFlow' }).thenNothing();
  });

  it('refuses to pause a draft', () => {
    given(created).when({ type: 'PauseFlow' }).thenRefused('notAllowed');
  });
});

describe('the versions of a flow', () => {
  it('are all kept, so that a run finishes on the one that it entered', () => {
    const flow = given(created, revised).state();
    expect(definitionOf(flow, 1)).toEqual(first);
    expect(definitionOf(flow, 2)).toEqual(second);
    expect(() => definitionOf(flow, 3)).toThrow('Version 3 of this flow does not exist.');
  });

  it('are not changed by an event of a newer version', () => {
    const newer: FlowEvent = JSON.parse('{"type":"FlowTeleported","data":{"version":9}}');
    expect(given(created, newer).state()).toEqual(given(created).state());
  });
});
