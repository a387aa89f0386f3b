import { expect } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { Instant, TimeZone } from '../../domain/codecs/time.js';
import type { Scalar } from '../../domain/codecs/values.js';
import { ConditionTree } from '../../domain/flow/condition-tree.js';
import { nothingHappened } from '../../domain/lead/happened.js';
import type { RegisteredLead } from '../../domain/lead/state.js';
import type { Explanation } from '../../domain/run/evaluation.js';
import type { Facts } from '../../rules/condition.js';
import { type CompiledConditions, compileConditions } from '../../rules/evaluate.js';
import { readConditions } from '../../rules/read-conditions.js';
import { leadId, productId, tag } from '../domain/samples.js';

export const instant = (text: string): Instant => decodeOrThrow(Instant, text);
export const zone = (name: string): TimeZone => decodeOrThrow(TimeZone, name);

interface LeadFacts {
  readonly attributes?: Readonly<Record<string, Scalar>>;
  readonly tags?: readonly string[];
  readonly products?: readonly string[];
  /** When each product was last bought. */
  readonly purchases?: Readonly<Record<string, string>>;
}

const leadWith = ({
  attributes = {},
  tags = [],
  products = [],
  purchases = {},
}: LeadFacts): RegisteredLead => ({
  status: 'registered',
  leadId,
  registeredAt: instant('2026-01-01T00:00:00Z'),
  attributes,
  attributesAt: {},
  tags: tags.map(tag),
  products: products.map(productId),
  purchases: Object.entries(purchases).map(([id, lastAt]) => ({
    productId: productId(id),
    count: 1,
    firstAt: instant('2020-01-01T00:00:00Z'),
    lastAt: instant(lastAt),
  })),
  lists: [],
  consent: {},
  recentMessages: [],
  trainingJetPlans: [],
  said: [],
  happened: nothingHappened,
  recentSourceEventIds: [],
});

/** What conditions are evaluated on: a lead, at an instant, in a time zone. */
export const facts = (lead: LeadFacts = {}, now = '2026-03-01T12:00:00Z', timeZone = 'UTC'): Facts => ({
  lead: leadWith(lead),
  now: instant(now),
  timeZone: zone(timeZone),
  funnels: new Map(),
});

/** Conditions as a flow would hold them, made ready to be evaluated. */
export const compile = (conditions: unknown): CompiledConditions => {
  const read = readConditions(decodeOrThrow(ConditionTree, conditions), 'conditions');
  if (!read.ok) return expect.fail(JSON.stringify(read.faults));
  return compileConditions(read.tree);
};

export const explain = (conditions: unknown, on: Facts): Promise<Explanation> =>
  compile(conditions).evaluate(on);

/** Whether conditions hold, having made sure that their negation does just where they do not. */
export const holds = async (conditions: unknown, on: Facts): Promise<boolean> => {
  const [plain, negated] = await Promise.all([explain(conditions, on), explain({ not: conditions }, on)]);
  expect(negated.holds, 'a negation is the complement').toBe(!plain.holds);
  return plain.holds;
};
