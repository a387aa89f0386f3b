import type { Instant } from '../../domain/codecs/time.js';
import type { Recorded } from '../../domain/event.js';
import type { ConditionTree } from '../../domain/flow/condition-tree.js';
import type { LeadEvent } from '../../domain/lead/events.js';
import { evolveLead, type Lead, unknownLead } from '../../domain/lead/state.js';
import type { Explanation } from '../../domain/run/evaluation.js';
import type { TriggerEvent } from '../../domain/run/events.js';
import type { Circumstances, ReadCondition } from '../../rules/condition.js';
import { compileConditions } from '../../rules/evaluate.js';
import { readConditions } from '../../rules/read-conditions.js';

/** An event from which the value of a condition comes. */
export type Source = TriggerEvent & { readonly occurredAt: Instant };

/** An explanation of which each condition names the event that its value comes from, if one does. */
export type Explained = Omit<Explanation, 'of'> & {
  readonly from?: Source;
  readonly of?: readonly Explained[];
};

/** What a condition sees of a lead: it comes from another event when it becomes another. */
const seen = (leaf: ReadCondition, lead: Lead, circumstances: Circumstances): string | undefined => {
  if (lead.status === 'unknown') return undefined;
  const facts = { ...circumstances, lead };
  return JSON.stringify([leaf.fact(facts), leaf.found(facts)]);
};

/** The lead as it would be if nothing were known of it but that it is there, and since just now. */
const bareLead = (first: Recorded<LeadEvent>, now: Instant): Lead =>
  first.type === 'LeadRegistered'
    ? evolveLead(unknownLead, {
        ...first,
        data: { leadId: first.data.leadId },
        metadata: { ...first.metadata, occurredAt: now },
      })
    : unknownLead;

/** For each condition, the last event at which what it sees became what it is now. */
const sourcesOf = (
  leaves: readonly ReadCondition[],
  events: readonly Recorded<LeadEvent>[],
  circumstances: Circumstances,
): readonly (Source | undefined)[] => {
  const [first] = events;
  const bare = first === undefined ? unknownLead : bareLead(first, circumstances.now);
  const values = leaves.map((leaf) => seen(leaf, bare, circumstances));
  const sources: (Source | undefined)[] = leaves.map(() => undefined);
  let lead: Lead = unknownLead;
  for (const event of events) {
    lead = evolveLead(lead, event);
    for (const [index, leaf] of leaves.entries()) {
      const value = seen(leaf, lead, circumstances);
      if (value === values[index]) continue;
      values[index] = value;
      const { eventId, type, revision, metadata } = event;
      sources[index] = { eventId, type, revision, occurredAt: metadata.occurredAt };
    }
  }
  return sources;
};

const withSources = (
  { of, ...explanation }: Explanation,
  sources: Iterator<Source | undefined>,
): Explained => {
  if (of !== undefined) return { ...explanation, of: of.map((branch) => withSources(branch, sources)) };
  const from = sources.next().value;
  return { ...explanation, ...(from === undefined ? {} : { from }) };
};

/**
 * Names for each condition of an explanation the event of the lead that its value comes from: the last at which it
 * became what it is. One on the time, or on something that the lead never did, has none.
 * @param events of the lead, the first of all until the one that the evaluation saw last
 */
export const findSources = (
  tree: ConditionTree,
  explanation: Explanation,
  events: readonly Recorded<LeadEvent>[],
  circumstances: Circumstances,
): Explained => {
  const read = readConditions(tree, 'conditions');
  if (!read.ok) return explanation;
  const { leaves } = compileConditions(read.tree);
  return withSources(explanation, sourcesOf(leaves, events, circumstances)[Symbol.iterator]());
};
