import * as t from 'io-ts';
import { list } from '../codecs/collections.js';
import { Typed } from '../codecs/json.js';
import { closed } from '../codecs/struct.js';
import { taggedUnion } from '../codecs/tagged-union.js';
import { oneOf } from '../codecs/text.js';
import { DateTime, Duration, TimeZone } from '../codecs/time.js';
import { Name } from '../codecs/values.js';
import { ConditionTree } from './condition-tree.js';

/**
 * When a step runs. A delay counts from the trigger unless `after` says the previous step;
 * `at` without an offset is wall-clock time in `timeZone`, or else in the flow's.
 */
export const When = taggedUnion('When', {
  immediately: closed('When.immediately', { type: t.literal('immediately') }),
  delay: closed(
    'When.delay',
    { type: t.literal('delay'), delay: Duration },
    { after: oneOf('DelayAfter', ['trigger', 'previous-step']) },
  ),
  at: closed('When.at', { type: t.literal('at'), at: DateTime }, { timeZone: TimeZone }),
});
export type When = t.TypeOf<typeof When>;

export const StepDefinition = closed(
  'Step',
  { action: Typed, when: When },
  { name: Name, conditions: ConditionTree },
);
export type StepDefinition = t.TypeOf<typeof StepDefinition>;

/** What a marketer describes: a trigger and the steps that follow it. */
export const FlowDefinition = closed(
  'Flow',
  { name: Name, trigger: Typed, steps: list(StepDefinition, { min: 1, max: 100 }) },
  {
    /** For wall-clock times and dates; UTC unless given. */
    timeZone: TimeZone,
    /** Whether a lead that was, or still is, inside may enter again; `once-at-a-time` unless given. */
    reEntry: oneOf('ReEntry', ['once', 'once-at-a-time', 'every-time']),
    /** What the flow is for: a run ends as soon as this is found to hold. */
    goal: ConditionTree,
    /** When the flow is no longer for the lead: a run ends as soon as this is found to hold. */
    exit: ConditionTree,
  },
);
export type FlowDefinition = t.TypeOf<typeof FlowDefinition>;
