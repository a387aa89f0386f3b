import type { Json } from '../../domain/codecs/json.js';
import type { Lead, RegisteredLead } from '../../domain/lead/state.js';
import { sameJson } from '../../domain/same-json.js';

/** One thing that was other before: `attributes.city`, `tags.vip`. What was not there has no `before`. */
export interface LeadChange {
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
}

const each = (
  name: string,
  entries: Iterable<readonly [string, Json]>,
): readonly (readonly [string, Json])[] => [...entries].map(([key, value]) => [`${name}.${key}`, value]);

const facts = (lead: RegisteredLead): readonly (readonly [string, Json])[] => [
  ...(lead.externalId === undefined ? [] : [['externalId', lead.externalId] as const]),
  ['registeredAt', lead.registeredAt],
  ...each('attributes', Object.entries(lead.attributes)),
  ...each(
    'tags',
    lead.tags.map((tag) => [tag, true]),
  ),
  ...each(
    'products',
    lead.products.map((productId) => [productId, true]),
  ),
  ...each(
    'purchases',
    lead.purchases.map(({ productId, count, lastAt }) => [productId, { count, lastAt }]),
  ),
  ...each(
    'lists',
    lead.lists.map((listId) => [listId, true]),
  ),
  ...each(
    'consent',
    Object.entries(lead.consent).flatMap(([channel, said]) =>
      said === undefined ? [] : [[channel, said] as const],
    ),
  ),
  ...each(
    'trainingJetPlans',
    lead.trainingJetPlans.map((planId) => [planId, true]),
  ),
  ...(lead.offer === undefined ? [] : [['offer', { ...lead.offer }] as const]),
];

const factsOf = (lead: Lead): ReadonlyMap<string, Json> =>
  new Map(lead.status === 'unknown' ? [] : facts(lead));

/** What is other about a lead at a later moment, by path. */
export const diffLeads = (earlier: Lead, later: Lead): readonly LeadChange[] => {
  const before = factsOf(earlier);
  const after = factsOf(later);
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((path) => {
    const [was, is] = [before.get(path), after.get(path)];
    if (sameJson(was, is)) return [];
    return {
      path,
      ...(was === undefined ? {} : { before: was }),
      ...(is === undefined ? {} : { after: is }),
    };
  });
};
