import { beforeAll, describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { FunnelId } from '../../domain/codecs/ids.js';
import type { Json } from '../../domain/codecs/json.js';
import type { ConditionTree } from '../../domain/flow/condition-tree.js';
import { readModels } from '../../projections/index.js';
import type { LeadDocument } from '../../projections/leads.js';
import { collectionName } from '../../projections/read-model.js';
import { readConditions } from '../../rules/read-conditions.js';
import { toFilter } from '../../rules/to-filter.js';
import { createIndexes, createStore } from '../../runtime/read-models.js';
import { useMongodb } from '../runtime/use-mongodb.js';
import { fc } from '../support/arbitraries.js';
import { funnels, histories, leaves } from '../support/naive/arbitraries.js';
import { instant, zone } from './facts.js';

/** What may read every lead: it says what a lead has not, or is the same for all leads of a time zone, or could begin with anything. */
const says = (tree: ConditionTree): 'what a lead has' | 'something else' => {
  if (!('type' in tree)) return 'something else';
  const { type, op, url } = tree;
  if (type === 'current-date' || type === 'current-time') return 'something else';
  const isOpenAtTheStart = typeof url === 'string' && /^(?:https?:\/\/)?\*/i.test(url);
  return isOpenAtTheStart || (type === 'attribute' && op === 'not-equals')
    ? 'something else'
    : 'what a lead has';
};

/** The names of the stages of a plan, whatever shape it has. */
const stagesIn = (plan: unknown): readonly string[] => {
  if (typeof plan !== 'object' || plan === null) return [];
  return Object.entries(plan).flatMap(([name, value]) =>
    name === 'stage' && typeof value === 'string' ? [value] : stagesIn(value),
  );
};

describe('a condition that says what a lead has', { timeout: 60_000 }, () => {
  const freshDb = useMongodb();
  let collection: ReturnType<ReturnType<typeof freshDb>['collection']>;
  beforeAll(async () => {
    const db = freshDb();
    await createIndexes(db, readModels.leads);
    // Those who did anything are few: the plan is chosen by how much each way would read.
    const docs = Array.from({ length: 1_000 }, (_, no) => {
      const [history = []] = fc.sample(histories(no), { seed: no, numRuns: 1 });
      const told = no < 20 ? history : history.slice(0, 1);
      return told.reduce<LeadDocument | undefined>(readModels.leads.evolve, undefined);
    });
    await createStore(db, readModels.leads).save(docs.flatMap((doc) => doc ?? []));
    collection = db.collection(collectionName(readModels.leads));
  });

  const stages = async (tree: ConditionTree): Promise<readonly string[]> => {
    const read = readConditions(tree, 'conditions');
    if (!read.ok) return expect.fail(JSON.stringify(read.faults));
    const circumstances = { now: instant('2026-03-29T12:00:00Z'), timeZone: zone('Europe/Berlin'), funnels };
    const filter: Record<string, Json> = { ...toFilter(read.tree, circumstances) };
    const { queryPlanner }: { queryPlanner?: { winningPlan?: unknown } } = await collection
      .find(filter)
      .explain('queryPlanner');
    return stagesIn(queryPlanner?.winningPlan);
  };

  const asked = [...leaves].filter(([type]) => !type.startsWith('current-'));
  it.each(asked)('finds them by an index: %s', async (_type, conditions) => {
    const trees = fc
      .sample(conditions, { seed: 7, numRuns: 60 })
      .filter((tree) => says(tree) === 'what a lead has');
    expect(trees.length).toBeGreaterThan(20);
    for (const tree of trees) {
      const found = await stages(tree);
      expect(found, JSON.stringify(tree)).toContain('IXSCAN');
      expect(found, JSON.stringify(tree)).not.toContain('COLLSCAN');
    }
  });

  it('and one that says what it has not reads them all, which this test would see', async () => {
    const funnelId = decodeOrThrow(FunnelId, 'webinars');
    expect(await stages({ not: { type: 'inside-funnel', funnelId } })).toContain('COLLSCAN');
  });
});
