import type { EventId, FlowId } from '../../domain/codecs/ids.js';
import type { Position } from '../../domain/codecs/numbers.js';
import type { Instant } from '../../domain/codecs/time.js';
import type { ExistingFlow } from '../../domain/flow/decider.js';
import type { FlowDefinition } from '../../domain/flow/definition.js';
import type { FlowVersion } from '../../domain/flow/events.js';
import { createFlowIndex, type FlowIndex } from '../flow-index.js';

/** A flow as it is taken to have been: active in one version from an instant on. */
export interface SimulatedFlow {
  readonly flowId: FlowId;
  /** All versions, the first at index 0, so that runs that were inside before go on in theirs. */
  readonly versions: readonly FlowDefinition[];
  readonly version: FlowVersion;
  readonly definition: FlowDefinition;
  readonly from: Instant;
  readonly until: Instant;
}

/** The flow as its stream would say. */
export const asActive = (
  { flowId, versions, version, from }: SimulatedFlow,
  activationId: EventId,
): ExistingFlow => ({
  status: 'active',
  flowId,
  versions,
  activeVersion: version,
  activation: { no: 1, eventId: activationId, correlationId: activationId, at: from },
});

/** Finds the flow, and no other, by events from a position on. Leads that were there by then have been looked through. */
export const indexOf = (
  { flowId, versions, version, from: startedAt }: SimulatedFlow,
  position: Position,
  segmentVersion: number | undefined,
): FlowIndex => {
  const index = createFlowIndex();
  index.add({
    flowId,
    status: 'active',
    versions,
    activePeriods: [{ version, from: position }],
    sweep: {
      activation: 1,
      done: 0,
      total: 0,
      isOver: true,
      isFirst: true,
      startedAt,
      at: startedAt,
      position,
      ...(segmentVersion === undefined ? {} : { segmentVersion }),
    },
    position,
  });
  return index;
};
