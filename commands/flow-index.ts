import type { FlowId } from '../domain/codecs/ids.js';
import type { Position } from '../domain/codecs/numbers.js';
import type { Recorded } from '../domain/event.js';
import type { FlowDefinition } from '../domain/flow/definition.js';
import type { FlowEvent, FlowVersion } from '../domain/flow/events.js';
import { activeVersionAt, evolveTimeline, type FlowTimeline } from '../domain/flow/timeline.js';
import type { LeadEvent } from '../domain/lead/events.js';
import {
  eventKeys,
  flowKeys,
  readWatch,
  type StartingEvent,
  startsFlow,
  watchKeys,
} from '../rules/match-trigger.js';

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
  readonly matching: (event: Recorded<StartingEvent>) => readonly MatchingFlow[];
  /** The flows of which an event may open or close the watch: in the version that was active then, and still is. */
  readonly watching: (event: Recorded<LeadEvent>) => readonly MatchingFlow[];
  /** The flows that leads enter now. */
  readonly active: () => readonly MatchingFlow[];
  /** The flow with its past. */
  readonly timeline: (flowId: FlowId) => FlowTimeline | undefined;
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

  const activeAt = (flowId: FlowId, at: Position): MatchingFlow | undefined => {
    const flow = flows.get(flowId);
    const version = flow === undefined ? undefined : activeVersionAt(flow, at);
    const definition = version === undefined ? undefined : flow?.versions[version - 1];
    return version === undefined || definition === undefined ? undefined : { flowId, version, definition };
  };

  const withKeys = (keys: readonly string[]): readonly FlowId[] => [
    ...new Set(keys.flatMap((key) => [...(byKey.get(key) ?? [])])),
  ];

  const isStarted = ({ flowId, version, definition }: MatchingFlow, event: StartingEvent): boolean =>
    startsFlow({ flowId, trigger: definition.trigger }, event) &&
    (event.type !== 'WatchFired' || event.data.flowVersion === version);

  const isActiveNow = ({ flowId, version }: MatchingFlow): boolean =>
    flows
      .get(flowId)
      ?.activePeriods.some((period) => period.to === undefined && period.version === version) ?? false;

  return {
    add,
    apply: (event) => {
      const { position } = event;
      const before = flows.get(event.data.flowId);
      if (before !== undefined && before.position >= position) return;
      const flow = evolveTimeline(before, event);
      if (flow !== undefined) add({ ...flow, position });
    },
    matching: (event) =>
      withKeys(eventKeys(event)).flatMap((flowId) => {
        const flow = activeAt(flowId, event.position);
        return flow !== undefined && isStarted(flow, event) ? [flow] : [];
      }),
    watching: (event) =>
      withKeys(watchKeys(event)).flatMap((flowId) => {
        const flow = activeAt(flowId, event.position);
        if (flow === undefined || !isActiveNow(flow)) return [];
        return readWatch(flow.definition.trigger)?.concerns(event) === true ? [flow] : [];
      }),
    active: () =>
      [...flows.values()].flatMap(({ flowId, activePeriods }) => {
        const period = activePeriods.at(-1);
        const flow =
          period?.to === undefined && period !== undefined ? activeAt(flowId, period.from) : undefined;
        return flow === undefined ? [] : [flow];
      }),
    timeline: (flowId) => flows.get(flowId),
    withEnding: () => withEnding,
  };
};
