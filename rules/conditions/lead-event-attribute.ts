import * as t from 'io-ts';
import { checked } from '../../domain/codecs/checked.js';
import { decode, decodeOrThrow } from '../../domain/codecs/decode.js';
import { Json } from '../../domain/codecs/json.js';
import { closed } from '../../domain/codecs/struct.js';
import { line, oneOf } from '../../domain/codecs/text.js';
import { Name } from '../../domain/codecs/values.js';
import { comparedExpression } from '../compared-expression.js';
import {
  comparedFilter,
  comparing,
  comparisonFields,
  comparisonOps,
  holdsFor,
  type ScalarComparison,
  sentenceOf,
} from '../comparison.js';
import { defineCondition, type Facts } from '../condition.js';
import { atLeastField, withinField } from '../form.js';
import {
  howOften,
  oftenChanges,
  oftenFilter,
  oftenRule,
  oftenWords,
  timesHappened,
  tooOften,
  type Which,
} from '../how-often.js';

const Comparing = comparing('Comparison', {});

const comparisonIn = ({ op = 'exists', value }: { readonly op?: string; readonly value?: Json }): unknown =>
  value === undefined ? { op } : { op, value };

/** What is wrong with the comparison among the settings. */
const misfit = (settings: {
  readonly attribute?: string;
  readonly op?: string;
  readonly value?: Json;
}): { readonly at: readonly [string, ...string[]]; readonly message: string } | undefined => {
  const { attribute, op, value } = settings;
  if (attribute === undefined)
    return op === undefined && value === undefined
      ? undefined
      : { at: ['attribute'], message: 'is missing: without it there is nothing to compare' };
  if (op === undefined && value !== undefined)
    return { at: ['op'], message: 'is missing: how should the value be compared?' };
  const decoded = decode(Comparing, comparisonIn(settings), 'comparison');
  if (decoded.ok) return undefined;
  const [fault] = decoded.faults;
  return { at: ['value'], message: fault?.message ?? 'cannot be compared' };
};

const settings = checked(
  closed(
    'LeadEventAttribute',
    { type: t.literal('lead-event-attribute'), event: Name },
    { attribute: line('FieldName', 200), op: oneOf('ComparisonOp', comparisonOps), value: Json, ...howOften },
  ),
  (condition) => misfit(condition) ?? tooOften(condition),
);
type Settings = t.TypeOf<typeof settings>;

const comparisonOf = (condition: Settings): ScalarComparison =>
  decodeOrThrow(Comparing, comparisonIn(condition));

/** Calls `use` with what is counted: events of the name, or values of an attribute of such events. */
const counted = <A>(condition: Settings, use: <Key extends object>(which: Which<Key>) => A): A => {
  const { event, attribute } = condition;
  if (attribute === undefined)
    return use({
      path: 'lead.happened.events',
      tallies: ({ happened }) => happened.events,
      fits: ({ name }) => name === event,
      match: { name: { $eq: event } },
      expression: { $eq: ['$$one.name', { $literal: event }] },
    });
  const comparison = comparisonOf(condition);
  return use({
    path: 'lead.happened.eventValues',
    tallies: ({ happened }) => happened.eventValues,
    fits: (value) => value.name === event && value.attribute === attribute && holdsFor(comparison, value),
    match: { name: { $eq: event }, attribute: { $eq: attribute }, ...comparedFilter(comparison) },
    expression: {
      $and: [
        { $eq: ['$$one.name', { $literal: event }] },
        { $eq: ['$$one.attribute', { $literal: attribute }] },
        comparedExpression(comparison),
      ],
    },
  });
};

const sentence = (condition: Settings): string => {
  const { event, attribute } = condition;
  const what = attribute === undefined ? '' : ` whose “${attribute}” ${sentenceOf(comparisonOf(condition))}`;
  return `caused the event “${event}”${what}${oftenWords(condition)}`;
};

/** An event of the client's own making happened (with such an attribute; so often, within so long). */
export const leadEventAttribute = defineCondition<Settings>({
  type: 'lead-event-attribute',
  label: 'Lead event attribute',
  settings,
  fact: (condition, facts: Facts) => counted(condition, (which) => timesHappened(which, condition, facts)),
  rule: oftenRule,
  filter: (condition, circumstances) =>
    counted(condition, (which) => oftenFilter(which, condition, circumstances)),
  changes: (condition, facts) => counted(condition, (which) => oftenChanges(which, condition, facts)),
  sentence,
  form: [
    { name: 'event', label: 'Event', control: 'text', required: true },
    { name: 'attribute', label: 'Its attribute', control: 'text' },
    ...comparisonFields.map((field) => ({ ...field, required: false })),
    withinField,
    atLeastField,
  ],
});
