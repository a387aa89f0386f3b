import * as t from 'io-ts';
import { AttributeName, type Scalar } from '../../domain/codecs/values.js';
import type { RegisteredLead } from '../../domain/lead/state.js';
import { comparing, factOf, ruleOf, sentenceOf } from '../comparison.js';
import { defineCondition } from '../condition.js';

const settings = comparing('Attribute', { type: t.literal('attribute'), attribute: AttributeName });

const attributeOf = (lead: RegisteredLead, attribute: string): Scalar | null =>
  Object.hasOwn(lead.attributes, attribute) ? (lead.attributes[attribute] ?? null) : null;

/** A contact attribute compared. */
export const attribute = defineCondition<t.TypeOf<typeof settings>>({
  type: 'attribute',
  label: 'Lead / contact attribute',
  settings,
  fact: (condition, { lead }) => factOf(condition, attributeOf(lead, condition.attribute)),
  rule: ruleOf,
  found: (condition, { lead }) => attributeOf(lead, condition.attribute),
  sentence: (condition) => `the attribute “${condition.attribute}” ${sentenceOf(condition)}`,
});
