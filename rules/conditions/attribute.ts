import * as t from 'io-ts';
import { AttributeName, type Scalar } from '../../domain/codecs/values.js';
import type { RegisteredLead } from '../../domain/lead/state.js';
import { comparedClaims } from '../compared-claims.js';
import { comparedFilter, comparing, comparisonFields, factOf, ruleOf, sentenceOf } from '../comparison.js';
import { defineCondition } from '../condition.js';

const settings = comparing('Attribute', { type: t.literal('attribute'), attribute: AttributeName });

const attributeOf = (lead: RegisteredLead, attribute: string): Scalar | null =>
  Object.hasOwn(lead.attributes, attribute) ? (lead.attributes[attribute] ?? null) : null;

/** A contact attribute compared. `not-equals` holds also where there is none; an empty text does not exist. */
export const attribute = defineCondition<t.TypeOf<typeof settings>>({
  type: 'attribute',
  label: 'Lead / contact attribute',
  settings,
  fact: (condition, { lead }) => factOf(condition, attributeOf(lead, condition.attribute)),
  rule: ruleOf,
  filter: (condition) => {
    const name = { name: { $eq: condition.attribute } };
    if (condition.op !== 'not-equals')
      return { attributes: { $elemMatch: { ...name, ...comparedFilter(condition) } } };
    const equal = comparedFilter({ op: 'equals', value: condition.value });
    return { $nor: [{ attributes: { $elemMatch: { ...name, ...equal } } }] };
  },
  found: (condition, { lead }) => attributeOf(lead, condition.attribute),
  sentence: (condition) => `the attribute “${condition.attribute}” ${sentenceOf(condition)}`,
  claims: (condition) => comparedClaims(condition, `attribute ${condition.attribute}`),
  form: [{ name: 'attribute', label: 'Attribute', control: 'text', required: true }, ...comparisonFields],
});
