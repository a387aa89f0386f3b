import type { LeadId } from '../../domain/codecs/ids.js';
import type { Instant } from '../../domain/codecs/time.js';
import type { Recorded } from '../../domain/event.js';
import type { LeadStream, LeadStreamEvent } from '../../domain/lead-stream.js';
import { nextWatchAt } from '../../domain/watch/state.js';
import { createIsOwn } from './real-runs.js';
import type { SimulatedFlow } from './simulated-flow.js';
import { createWorld, type World, type WorldPorts } from './world.js';

type Event = Recorded<LeadStreamEvent>;

/** What a simulation gives: the stream of the lead, of which the events from `first` on are simulated or happened meanwhile. */
export interface Simulation {
  readonly events: readonly Event[];
  readonly first: number;
}

/** More would not come to an end. */
const maxRounds = 10_000;

/** The next instant at which something of the flow is due. */
const nextDue = ({ runs, watches }: LeadStream): Instant | undefined => {
  const steps = Object.values(runs.active).flatMap((run) =>
    run.steps.flatMap((step) => (step.status === 'scheduled' ? [step.dueAt] : [])),
  );
  const watch = nextWatchAt(watches);
  return [...steps, ...(watch === undefined ? [] : [watch])].sort()[0];
};

/**
 * What was recorded at once, and nothing that the flow really did in between: it is told at once, too. Other flows that
 * began with the same event were entered before any step ran.
 */
const groupsOf = (
  events: readonly Event[],
  isOwn: (event: Event) => boolean,
): readonly (readonly Event[])[] => {
  const groups: Event[][] = [];
  const groupOf = new Map<string, Event[]>();
  let isOpen = false;
  for (const event of events) {
    if (isOwn(event)) {
      isOpen = false;
      continue;
    }
    const beginning = event.type === 'FlowEntered' ? groupOf.get(event.metadata.causationId) : undefined;
    if (beginning !== undefined) {
      beginning.push(event);
      continue;
    }
    const group = groups.at(-1);
    if (isOpen && group?.[0]?.recordedAt === event.recordedAt) group.push(event);
    else groups.push([event]);
    isOpen = true;
    const told = groups.at(-1);
    if (told !== undefined) groupOf.set(event.eventId, told);
  }
  return groups;
};

/** Lets the flow do what follows until nothing does, and says whether anything did. */
const createSettle = (world: World, leadId: LeadId) => {
  const { lead, time } = world;
  let handled = 0;

  const runDue = async (): Promise<boolean> => {
    const due = nextDue(lead.state());
    if (due === undefined || due > time.now()) return false;
    const before = lead.events().length;
    await world.runDueWatches(leadId);
    await world.runDueSteps(leadId);
    return lead.events().length > before;
  };

  return {
    /** What has been told so far needs no reaction. */
    skip: (): void => {
      handled = lead.events().length;
    },
    settle: async (): Promise<void> => {
      for (let round = 0; round < maxRounds; round += 1) {
        const news = lead.events().slice(handled);
        handled = lead.events().length;
        if (news.length > 0) await world.react(news);
        if (!(await runDue()) && news.length === 0) return;
      }
      throw new RangeError('this flow does not come to rest');
    },
  };
};

/**
 * Runs a flow on the past of one lead, on virtual time, with the deciders and reactions that really run it: what was recorded
 * before `from` is there as it was; what was recorded from then on is told again in its order, without what the flow itself
 * brought about, and the flow does what it would have done. Sends nothing, appends nothing.
 */
export const createSimulateFlow =
  (ports: WorldPorts, flow: SimulatedFlow) =>
  async (leadId: LeadId, story: readonly Event[]): Promise<Simulation> => {
    const events = story.filter(({ recordedAt }) => recordedAt <= flow.until);
    const before = events.filter(({ recordedAt }) => recordedAt < flow.from);
    const isOwn = createIsOwn(flow.flowId);
    before.forEach(isOwn);
    const world = await createWorld(ports, flow, leadId, events, before);
    const { lead, time } = world;
    const { skip, settle } = createSettle(world, leadId);

    const passTo = async (to: Instant): Promise<void> => {
      for (let round = 0; round < maxRounds; round += 1) {
        const due = nextDue(lead.state());
        if (due === undefined || due > to) break;
        const length = lead.events().length;
        time.passTo(due);
        await settle();
        // It is due, and nothing came of it: it is looked at again when something happens.
        if (lead.events().length === length) break;
      }
      time.passTo(to);
    };

    skip();
    await world.lookAround();
    await settle();
    for (const group of groupsOf(events.slice(before.length), isOwn)) {
      const [first] = group;
      if (first === undefined) continue;
      await passTo(first.recordedAt);
      for (const event of group) lead.tell(event);
      await settle();
    }
    await passTo(flow.until);
    return { events: lead.events(), first: before.length };
  };
