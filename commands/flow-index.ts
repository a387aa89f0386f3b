import type { FlowId } from '../domain/codecs/ids.js';
import type { Position } from '../domain/codecs/numbers.js';
import type { Recorded } from '../domain/event.js';
import type { FlowDefinition } from '../domain/flow/definition.js';
import type { FlowEvent, FlowVersion } from '../domain/flow/events.js';
import { activeVersionAt, evolveTimeline, type FlowTimeline } from '../domain/flow/timeline.js';
import type { LeadEvent } from '../domain/lead/events.js';
import { eventKeys, flowKeys, startsFlow } from '../rules/match-trigger.js';

export interface MatchingFlow {
  readonly flowId: FlowId;
  readonly version: FlowVersion;
  readonly definition: FlowDefinition;
}

/** Finds the flows that an event starts without looking at the others. */
export interface FlowIndex {
  /** Takes in a flow as it was at a position of the log. */
  readonly add: (flow: FlowTimeline & { readonly position: Position }) => void;
  readonly apply: (event: Recorded<FlowEvent>) => void;
  readonly matching: (event: Recorded<LeadEvent>) => readonly MatchingFlow[];
  /** The flows of which a version has a goal or an exit rule. */
  readonly withEnding: () => ReadonlySet<FlowId>;
}

type Indexed = FlowTimeline & { readonly position: Position };

const hasEnding = ({ goal, exit }: FlowDefinition): boolean => goal !== undefined || exit !== undefined;

export const createFlowIndex = (): FlowIndex => {
  const flows = new Map<string, Indexed>();
  const byKey = new Map<string, Set<FlowId>>();
  const withEnding = new Set<FlowId>();

  const add = (flow: Indexed): void => {
    flows.set(flow.flowId, flow);
    if (flow.versions.some(hasEnding)) withEnding.add(flow.flowId);
    const versions = new Set(flow.activePeriods.map((period) => period.version));
    for (const version of versions) {
      const trigger = flow.versions[version - 1]?.trigger;
      if (trigger === undefined) continue;
      for (const key of flowKeys({ flowId: flow.flowId, trigger }))
        byKey.set(key, (byKey.get(key) ?? new Set()).add(flow.flowId));
    }
  };

  const matchOf = (flowId: FlowId, event: Recorded<LeadEvent>): readonly MatchingFlow[] => {
    const flow = flows.get(flowId);
    const version = flow === undefined ? undefined : activeVersionAt(flow, event.position);
    const definition = version === undefined ? undefined : flow?.versions[version - 1];
    if (version === undefined || definition === undefined) return [];
    return startsFlow({ flowId, trigger: definition.trigger }, event)
      ? [{ flowId, version, definition }]
      : [];
  };

  return {
    add,
    apply: (event) => {
      const { position } = event;
      const before = flows.get(event.data.flowId);
      if (before !== undefined && before.position >= position) return;
      const flow = evolveTimeline(before, event);
      if (flow !== undefined) add({ ...flow, position });
    },
    matching: (event) => {
      const found = new Set(eventKeys(event).flatMap((key) => [...(byKey.get(key) ?? [])]));
      return [...found].flatMap((flowId) => matchOf(flowId, event));
    },
    withEnding: () => withEnding,
  };
};
