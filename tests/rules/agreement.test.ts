import { beforeAll, describe, expect, it } from 'vitest';
import type { Recorded } from '../../domain/event.js';
import type { ConditionTree } from '../../domain/flow/condition-tree.js';
import { groupBy } from '../../domain/group-by.js';
import type { LeadEvent } from '../../domain/lead/events.js';
import { evolveLead, unknownLead } from '../../domain/lead/state.js';
import { readModels } from '../../projections/index.js';
import type { LeadDocument } from '../../projections/leads.js';
import { collectionName } from '../../projections/read-model.js';
import { compileConditions } from '../../rules/evaluate.js';
import { readConditions } from '../../rules/read-conditions.js';
import { toFilter } from '../../rules/to-filter.js';
import { createIndexes, createStore } from '../../runtime/read-models.js';
import { useMongodb } from '../runtime/use-mongodb.js';
import { fc } from '../support/arbitraries.js';
import { funnels, histories, instants, leaves, timeZones, trees } from '../support/naive/arbitraries.js';
import { type Circumstances, naiveHolds } from '../support/naive/interpreter.js';

const leadCount = 60;
const treeCount = 300;
const leafCount = 48;

const seed = Number(process.env['FC_SEED'] ?? 20_260_301);
const leads = Array.from({ length: leadCount }, (_, no) => {
  const [history = []] = fc.sample(histories(no), { seed: seed + no, numRuns: 1 });
  return history;
});

const idOf = (history: readonly Recorded<LeadEvent>[]): string => history[0]?.stream.slice(5) ?? '';

const read = (tree: ConditionTree) => {
  const result = readConditions(tree, 'conditions');
  return result.ok ? result.tree : expect.fail(JSON.stringify(result.faults));
};

const stateOf = (history: readonly Recorded<LeadEvent>[]) => {
  const lead = history.reduce(evolveLead, unknownLead);
  return lead.status === 'registered' ? lead : expect.fail('is not registered');
};

/** The same events told in any order; the registration first, and what happened at one instant as it was. */
const anyOrderOf = ([first, ...rest]: readonly Recorded<LeadEvent>[]) =>
  fc.shuffledSubarray(rest, { minLength: rest.length }).map((mixed) => {
    const groups = groupBy(rest, ({ metadata }) => metadata.occurredAt);
    const waiting = new Map([...groups].map(([at, events]) => [at, [...events]]));
    const next = ({ metadata }: Recorded<LeadEvent>) => waiting.get(metadata.occurredAt)?.shift() ?? [];
    return [...(first === undefined ? [] : [first]), ...mixed.flatMap(next)];
  });

const branchesOf = (tree: ConditionTree): readonly ConditionTree[] => {
  if ('type' in tree) return [];
  if ('not' in tree) return [tree.not];
  return 'all' in tree ? tree.all : tree.any;
};

describe('the rule of conditions, their filter, and what they mean', { timeout: 120_000 }, () => {
  const freshDb = useMongodb();
  let pairs = 0;
  let collection: ReturnType<ReturnType<typeof freshDb>['collection']>;
  beforeAll(async () => {
    const db = freshDb();
    await createIndexes(db, readModels.leads);
    const docs = leads.map((history) => {
      const doc = history.reduce<LeadDocument | undefined>(readModels.leads.evolve, undefined);
      return doc ?? expect.fail('has no document');
    });
    await createStore(db, readModels.leads).save(docs);
    collection = db.collection(collectionName(readModels.leads));
  });

  const filtered = async (tree: ConditionTree, circumstances: Circumstances) => {
    const filter = toFilter(read(tree), circumstances);
    const found = await collection.find(filter, { projection: { _id: 1 } }).toArray();
    return new Set(found.map(({ _id }) => String(_id)));
  };

  const verdictsOn = async (
    tree: ConditionTree,
    history: readonly Recorded<LeadEvent>[],
    circumstances: Circumstances,
    found: ReadonlySet<string>,
  ) => {
    const { holds } = await compileConditions(read(tree)).evaluate({
      lead: stateOf(history),
      ...circumstances,
    });
    return {
      rule: holds,
      filter: found.has(idOf(history)),
      meaning: naiveHolds(tree, history, circumstances),
    };
  };

  /** The smallest part on which they differ. */
  const blame = async (
    tree: ConditionTree,
    history: readonly Recorded<LeadEvent>[],
    circumstances: Circumstances,
  ): Promise<string> => {
    for (const branch of branchesOf(tree)) {
      const verdicts = await verdictsOn(
        branch,
        history,
        circumstances,
        await filtered(branch, circumstances),
      );
      if (new Set(Object.values(verdicts)).size > 1) return blame(branch, history, circumstances);
    }
    const verdicts = await verdictsOn(tree, history, circumstances, await filtered(tree, circumstances));
    const told = history.map(({ type, data, metadata }) => ({ type, at: metadata.occurredAt, data }));
    const { now, timeZone } = circumstances;
    const filter = toFilter(read(tree), circumstances);
    return JSON.stringify({ tree, now, timeZone, verdicts, filter, told }, undefined, 1);
  };

  const outcomes = async (tree: ConditionTree, circumstances: Circumstances): Promise<readonly boolean[]> => {
    const found = await filtered(tree, circumstances);
    const all: boolean[] = [];
    for (const history of leads) {
      const verdicts = await verdictsOn(tree, history, circumstances, found);
      if (new Set(Object.values(verdicts)).size > 1)
        expect.fail(`they differ: ${await blame(tree, history, circumstances)}`);
      all.push(verdicts.meaning);
    }
    return all;
  };

  const circumstances = fc.record({ now: instants, timeZone: timeZones });
  const at = (no: number): Circumstances => {
    const [sample] = fc.sample(circumstances, { seed: seed + no, numRuns: 1 });
    return { ...(sample ?? expect.fail('no sample')), funnels };
  };

  it.each([...leaves])('agree on %s, which comes out both ways', async (_type, conditions) => {
    const all: boolean[] = [];
    for (const [no, tree] of fc.sample(conditions, { seed, numRuns: leafCount }).entries())
      all.push(...(await outcomes(tree, at(no))));
    for (const outcome of [true, false])
      expect(all.filter((one) => one === outcome).length).toBeGreaterThanOrEqual(5);
    pairs += all.length;
  });

  it('agree on any tree for any lead', async () => {
    for (const [no, tree] of fc.sample(trees, { seed, numRuns: treeCount }).entries())
      pairs += (await outcomes(tree, at(no))).length;
  });

  it('a rule comes to the same in whatever order the events are told', async () => {
    for (const [lead, history] of leads.entries()) {
      const [told = []] = fc.sample(anyOrderOf(history), { seed: seed + lead, numRuns: 1 });
      for (const [no, tree] of fc.sample(trees, { seed, numRuns: 20 }).entries()) {
        const facts = { lead: stateOf(told), ...at(no) };
        const { holds } = await compileConditions(read(tree)).evaluate(facts);
        expect(holds, JSON.stringify(tree)).toBe(naiveHolds(tree, history, at(no)));
      }
    }
  });

  it('agreed on at least 20,000 pairs of a tree and a lead', () => {
    expect(pairs).toBeGreaterThanOrEqual(20_000);
  });
});
