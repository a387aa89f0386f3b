import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { ConditionTree } from '../../domain/flow/condition-tree.js';
import { Explanation } from '../../domain/run/evaluation.js';
import type { Facts } from '../../rules/condition.js';
import { type ReadTree, readConditions } from '../../rules/read-conditions.js';
import { arbitraryOf, fc, treeOf } from '../support/arbitraries.js';
import { compile, explain, facts } from './facts.js';

const yes = { type: 'has-tag', tag: 'vip' };
const no = { type: 'has-tag', tag: 'new' };
const vip = facts({ tags: ['vip'] });

const tags = fc.constantFrom('vip', 'new', 'old');
const products = fc.constantFrom('book', 'course');
const ages = fc.constantFrom<string | number>(9, 45, 46, '9', ' 50', 'old', '');

const leaf: fc.Arbitrary<unknown> = fc.oneof(
  tags.map((tag) => ({ type: 'has-tag', tag })),
  products.map((productId) => ({ type: 'has-product', productId })),
  products.map((productId) => ({ type: 'purchased-product', productId, within: 'P7D' })),
  fc.record({
    type: fc.constant('attribute'),
    attribute: fc.constant('age'),
    op: fc.constantFrom('more-than', 'less-than', 'equals', 'not-equals'),
    value: fc.constantFrom(9, 45, 50),
  }),
  fc.constantFrom('on', 'before', 'after').map((op) => ({ type: 'current-date', op, date: '2026-03-01' })),
);
const trees = treeOf(leaf);

const leads: fc.Arbitrary<Facts> = fc
  .record({
    attributes: fc.oneof(
      ages.map((age) => ({ age })),
      fc.constant({}),
    ),
    tags: fc.uniqueArray(tags),
    products: fc.uniqueArray(products),
    purchases: fc.dictionary(products, fc.constantFrom('2026-02-28T00:00:00Z', '2025-01-01T00:00:00Z')),
  })
  .chain((lead) =>
    fc
      .constantFrom('2026-02-28T23:30:00Z', '2026-03-01T12:00:00Z')
      .map((now) => facts(lead, now, 'Europe/Berlin')),
  );

const readTree = (conditions: unknown): ReadTree => {
  const read = readConditions(decodeOrThrow(ConditionTree, conditions), 'conditions');
  return read.ok ? read.tree : expect.fail(JSON.stringify(read.faults));
};

const leavesOf = ({ of, ...one }: Explanation): readonly Explanation[] => of?.flatMap(leavesOf) ?? [one];

const naive = (tree: ReadTree, results: Iterator<boolean>): boolean => {
  if (tree.kind === 'condition') return results.next().value;
  const branches = tree.of.map((branch) => naive(branch, results));
  if (tree.kind === 'not') return !branches[0];
  return tree.kind === 'all' ? branches.every(Boolean) : branches.some(Boolean);
};

describe('evaluating conditions', () => {
  it('is what the plain reading of all, any and not says, for any tree and any lead', async () => {
    await fc.assert(
      fc.asyncProperty(trees, leads, async (conditions, lead) => {
        const { leaves, evaluate } = compile(conditions);
        const tree = readTree(conditions);
        const alone = await Promise.all(
          leavesIn(conditions).map(async (one) => (await explain(one, lead)).holds),
        );
        const explanation = await evaluate(lead);
        expect(explanation.holds).toBe(naive(tree, alone.values()));
        expect(leavesOf(explanation).map(({ holds }) => holds)).toEqual(alone);
        expect(leaves).toHaveLength(alone.length);
      }),
      { numRuns: 200 },
    );
  });

  it('holds negated exactly where it does not hold', async () => {
    await fc.assert(
      fc.asyncProperty(trees, leads, async (conditions, lead) => {
        const [plain, negated] = await Promise.all([
          explain(conditions, lead),
          explain({ not: conditions }, lead),
        ]);
        expect(negated.holds).toBe(!plain.holds);
      }),
    );
  });

  it('answers each of 100 evaluations at once with its own facts', async () => {
    const { evaluate } = compile({
      all: [yes, { not: { type: 'attribute', attribute: 'age', op: 'less-than', value: 50 } }],
    });
    const leadsAt = Array.from({ length: 100 }, (_, age) =>
      facts({ tags: age % 3 === 0 ? [] : ['vip'], attributes: { age } }),
    );
    const expected = leadsAt.map((_, age) => age % 3 !== 0 && age >= 50);
    // Each begins a turn after the one before it, so that some end while others are under way.
    const begunIn = async (turns: number, lead: Facts): Promise<Explanation> => {
      for (let turn = 0; turn < turns; turn += 1) await undefined;
      return evaluate(lead);
    };
    for (const round of [1, 2]) {
      const found = await Promise.all(leadsAt.map((lead, index) => begunIn(index, lead)));
      expect(
        found.map(({ holds }) => holds),
        `round ${round}`,
      ).toEqual(expected);
    }
  });

  it('goes on after an evaluation whose facts could not be read', async () => {
    const { evaluate } = compile({ type: 'has-product', productId: 'course' });
    const broken = {
      ...vip,
      get lead(): Facts['lead'] {
        throw new Error('no lead');
      },
    };
    await expect(evaluate(broken)).rejects.toThrow('no lead');
    expect(await evaluate(facts({ products: ['course'] }))).toMatchObject({ holds: true });
  });
});

describe('an explanation', () => {
  it('is whole, also where one condition alone decides', async () => {
    expect(await explain({ any: [yes, { all: [no, yes] }, { not: { not: no } }] }, vip)).toMatchObject({
      type: 'any',
      holds: true,
      of: [
        { type: 'has-tag', holds: true, found: ['vip'] },
        {
          type: 'all',
          holds: false,
          of: [
            { holds: false, found: ['vip'] },
            { holds: true, found: ['vip'] },
          ],
        },
        {
          type: 'not',
          holds: false,
          of: [{ type: 'not', holds: true, of: [{ holds: false, found: ['vip'] }] }],
        },
      ],
    });
  });

  it('has a sentence and what was found for every condition, for any tree and any lead', async () => {
    await fc.assert(
      fc.asyncProperty(trees, leads, async (conditions, lead) => {
        const explanation = await explain(conditions, lead);
        for (const one of leavesOf(explanation)) {
          expect(one.sentence).not.toBe('');
          expect(one).toHaveProperty('found');
          expect(one.found).not.toBeUndefined();
        }
        expect(Explanation.is(explanation)).toBe(true);
      }),
    );
  });

  it('can be stored with the step', () => {
    fc.assert(
      fc.property(arbitraryOf(Explanation), (explanation) => {
        expect(decodeOrThrow(Explanation, JSON.parse(JSON.stringify(explanation)))).toEqual(explanation);
      }),
    );
  });
});

/** The conditions of a tree as they were written, from left to right. */
const leavesIn = (tree: unknown): readonly unknown[] => {
  if (typeof tree !== 'object' || tree === null) return [];
  if ('all' in tree && Array.isArray(tree.all)) return tree.all.flatMap(leavesIn);
  if ('any' in tree && Array.isArray(tree.any)) return tree.any.flatMap(leavesIn);
  return 'not' in tree ? leavesIn(tree.not) : [tree];
};
