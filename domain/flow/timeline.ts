import type { FlowId } from '../codecs/ids.js';
import type { Position } from '../codecs/numbers.js';
import type { Recorded } from '../event.js';
import type { FlowDefinition } from './definition.js';
import type { FlowEvent, FlowVersion } from './events.js';
import { type Sweep, sweepAfter } from './sweep.js';

/** A stretch of the log in which a version of a flow was active; still is while it has no end. */
export interface ActivePeriod {
  readonly version: FlowVersion;
  readonly from: Position;
  readonly to?: Position;
}

/** A flow with its past, so that an event finds the version that was active when the event was recorded. */
export interface FlowTimeline {
  readonly flowId: FlowId;
  readonly status: 'draft' | 'active' | 'paused';
  readonly versions: readonly FlowDefinition[];
  readonly activePeriods: readonly ActivePeriod[];
  /** How far the leads have been looked through, and where that was said. */
  readonly sweep?: Sweep & { readonly position: Position };
}

const closed = (periods: readonly ActivePeriod[], to: Position): readonly ActivePeriod[] =>
  periods.map((period) => (period.to === undefined ? { ...period, to } : period));

/** Folds one event of the flow's stream. */
export const evolveTimeline = (
  flow: FlowTimeline | undefined,
  event: Recorded<FlowEvent>,
): FlowTimeline | undefined => {
  if (event.type === 'FlowCreated') {
    const { flowId, definition } = event.data;
    return { flowId, status: 'draft', versions: [definition], activePeriods: [] };
  }
  if (flow === undefined) return undefined;
  switch (event.type) {
    case 'FlowRevised':
      return { ...flow, versions: [...flow.versions, event.data.definition] };
    case 'FlowActivated': {
      const { version } = event.data;
      const from = event.position;
      return {
        ...flow,
        status: 'active',
        activePeriods: [...closed(flow.activePeriods, from), { version, from }],
      };
    }
    case 'FlowPaused':
      return { ...flow, status: 'paused', activePeriods: closed(flow.activePeriods, event.position) };
    case 'FlowSwept':
      return { ...flow, sweep: { ...sweepAfter(flow.sweep, event), position: event.position } };
    default:
      return event satisfies never;
  }
};

/** The version that was active at a position of the log. */
export const activeVersionAt = (flow: FlowTimeline, position: Position): FlowVersion | undefined =>
  flow.activePeriods.find(({ from, to }) => from <= position && (to === undefined || position < to))?.version;
