import type { FlowId } from '../domain/codecs/ids.js';
import type { Recorded } from '../domain/event.js';
import type { FlowDefinition } from '../domain/flow/definition.js';
import type { FlowEvent, FlowVersion } from '../domain/flow/events.js';
import { activeVersionAt, evolveTimeline, type FlowTimeline } from '../domain/flow/timeline.js';
import type { LeadEvent } from '../domain/lead/events.js';
import { eventKeys, flowKeys } from '../rules/match-trigger.js';

export interface MatchingFlow {
  readonly flowId: FlowId;
  readonly version: FlowVersion;
  readonly definition: FlowDefinition;
}

/** Finds the flows that an event starts without looking at the others. */
export interface FlowIndex {
  readonly add: (flow: FlowTimeline) => void;
  readonly apply: (event: Recorded<FlowEvent>) => void;
  readonly matching: (event: Recorded<LeadEvent>) => readonly MatchingFlow[];
}

export const createFlowIndex = (): FlowIndex => {
  const flows = new Map<string, FlowTimeline>();
  const byKey = new Map<string, Set<FlowId>>();

  const add = (flow: FlowTimeline): void => {
    flows.set(flow.flowId, flow);
    const versions = new Set(flow.activePeriods.map((period) => period.version));
    for (const version of versions) {
      const trigger = flow.versions[version - 1]?.trigger;
      if (trigger === undefined) continue;
      for (const key of flowKeys({ flowId: flow.flowId, trigger }))
        byKey.set(key, (byKey.get(key) ?? new Set()).add(flow.flowId));
    }
  };

  const matchOf = (
    flowId: FlowId,
    event: Recorded<LeadEvent>,
    keys: readonly string[],
  ): readonly MatchingFlow[] => {
    const flow = flows.get(flowId);
    const version = flow === undefined ? undefined : activeVersionAt(flow, event.position);
    const definition = version === undefined ? undefined : flow?.versions[version - 1];
    if (version === undefined || definition === undefined) return [];
    const own = flowKeys({ flowId, trigger: definition.trigger });
    return own.some((key) => keys.includes(key)) ? [{ flowId, version, definition }] : [];
  };

  return {
    add,
    apply: (event) => {
      const flow = evolveTimeline(flows.get(event.data.flowId), event);
      if (flow !== undefined) add(flow);
    },
    matching: (event) => {
      const keys = eventKeys(event);
      const found = new Set(keys.flatMap((key) => [...(byKey.get(key) ?? [])]));
      return [...found].flatMap((flowId) => matchOf(flowId, event, keys));
    },
  };
};
