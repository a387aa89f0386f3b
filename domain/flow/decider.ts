import type { EventId, FlowId } from '../codecs/ids.js';
import type { Instant } from '../codecs/time.js';
import type { Decider } from '../decider.js';
import { DomainError } from '../errors.js';
import type { Recorded } from '../event.js';
import { sameJson } from '../same-json.js';
import type { FlowDefinition } from './definition.js';
import type { FlowEvent, FlowVersion } from './events.js';
import { isSameSweep, type Sweep, type SweepProgress, sweepAfter } from './sweep.js';

export interface CreateFlow {
  readonly type: 'CreateFlow';
  readonly flowId: FlowId;
  readonly definition: FlowDefinition;
}

export interface ReviseFlow {
  readonly type: 'ReviseFlow';
  readonly definition: FlowDefinition;
  /** The version that the editor saw, if the edit must not go over somebody else's. */
  readonly expectedVersion?: FlowVersion;
}

export interface ActivateFlow {
  readonly type: 'ActivateFlow';
  /** The version that was checked; the latest must still be that one. */
  readonly version: FlowVersion;
}

export interface PauseFlow {
  readonly type: 'PauseFlow';
}

/** Says how far the leads have been looked through because of an activation. */
export interface AdvanceSweep extends SweepProgress {
  readonly type: 'AdvanceSweep';
}

export type FlowCommand = CreateFlow | ReviseFlow | ActivateFlow | PauseFlow | AdvanceSweep;

/** The latest time that leads were let in. */
export interface Activation {
  /** Counts from 1. */
  readonly no: number;
  readonly eventId: EventId;
  readonly correlationId: EventId;
  readonly at: Instant;
}

export interface ExistingFlow {
  readonly status: 'draft' | 'active' | 'paused';
  readonly flowId: FlowId;
  /** All versions, the first at index 0: a run finishes on the version that it entered. */
  readonly versions: readonly FlowDefinition[];
  readonly activeVersion?: FlowVersion;
  readonly activation?: Activation;
  readonly sweep?: Sweep;
}

export type Flow = { readonly status: 'absent' } | ExistingFlow;

/** The definition of one version. @throws DomainError `notFound` when there is no such version */
export const definitionOf = (flow: Flow, version: FlowVersion): FlowDefinition => {
  const definition = flow.status === 'absent' ? undefined : flow.versions[version - 1];
  if (definition === undefined) throw DomainError.notFound(`Version ${version} of this flow`);
  return definition;
};

const latest = (flow: ExistingFlow): FlowVersion => flow.versions.length;

const create = (command: CreateFlow, flow: Flow): readonly FlowEvent[] => {
  const { flowId, definition } = command;
  if (flow.status === 'absent') return [{ type: 'FlowCreated', data: { flowId, definition } }];
  if (flow.versions.length === 1 && sameJson(flow.versions[0], definition)) return [];
  throw DomainError.conflict(`A flow with the id ${flowId} exists already.`);
};

const revise = (command: ReviseFlow, flow: ExistingFlow): readonly FlowEvent[] => {
  const { definition, expectedVersion } = command;
  const version = latest(flow);
  // Asked first: an edit sent again, because its answer was lost, finds itself there and is no conflict.
  if (sameJson(flow.versions[version - 1], definition)) return [];
  if (expectedVersion !== undefined && expectedVersion !== version)
    throw DomainError.conflict(`The flow is at version ${version}, not ${expectedVersion}.`);
  return [{ type: 'FlowRevised', data: { flowId: flow.flowId, version: version + 1, definition } }];
};

const activate = ({ version }: ActivateFlow, flow: ExistingFlow): readonly FlowEvent[] => {
  if (version !== latest(flow))
    throw DomainError.conflict(`The flow is at version ${latest(flow)}, not ${version}.`);
  if (flow.status === 'active' && flow.activeVersion === version) return [];
  return [{ type: 'FlowActivated', data: { flowId: flow.flowId, version } }];
};

const pause = (flow: ExistingFlow): readonly FlowEvent[] => {
  if (flow.status === 'paused') return [];
  if (flow.status === 'draft')
    throw DomainError.notAllowed('This flow is a draft: only an active flow is paused.');
  return [{ type: 'FlowPaused', data: { flowId: flow.flowId } }];
};

const advanceSweep = (
  { type: _type, ...progress }: AdvanceSweep,
  { flowId, status, activation, sweep }: ExistingFlow,
): readonly FlowEvent[] => {
  if (status !== 'active' || progress.activation !== activation?.no) return [];
  const isThere =
    sweep !== undefined &&
    isSameSweep(sweep, progress) &&
    sweep.done === progress.done &&
    sweep.isOver === progress.isOver;
  return isThere ? [] : [{ type: 'FlowSwept', data: { flowId, ...progress } }];
};

const decide = (command: FlowCommand, flow: Flow): readonly FlowEvent[] => {
  if (command.type === 'CreateFlow') return create(command, flow);
  if (flow.status === 'absent') throw DomainError.notFound('This flow');
  switch (command.type) {
    case 'ReviseFlow':
      return revise(command, flow);
    case 'ActivateFlow':
      return activate(command, flow);
    case 'PauseFlow':
      return pause(flow);
    case 'AdvanceSweep':
      return advanceSweep(command, flow);
    default:
      return command satisfies never;
  }
};

const evolve = (flow: Flow, event: Recorded<FlowEvent>): Flow => {
  if (event.type === 'FlowCreated')
    return { status: 'draft', flowId: event.data.flowId, versions: [event.data.definition] };
  if (flow.status === 'absent') return flow;
  switch (event.type) {
    case 'FlowRevised':
      return { ...flow, versions: [...flow.versions, event.data.definition] };
    case 'FlowActivated': {
      const { eventId, metadata } = event;
      const { correlationId, occurredAt: at } = metadata;
      const activation = { no: (flow.activation?.no ?? 0) + 1, eventId, correlationId, at };
      return { ...flow, status: 'active', activeVersion: event.data.version, activation };
    }
    case 'FlowPaused':
      return { ...flow, status: 'paused' };
    case 'FlowSwept':
      return { ...flow, sweep: sweepAfter(flow.sweep, event) };
    default:
      return flow;
  }
};

const initial: Flow = { status: 'absent' };

export const flowDecider: Decider<Flow, FlowCommand, FlowEvent> = { initial, decide, evolve };
