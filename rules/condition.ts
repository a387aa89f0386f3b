import type * as t from 'io-ts';
import type { Json, Typed } from '../domain/codecs/json.js';
import type { Instant, TimeZone } from '../domain/codecs/time.js';
import type { RegisteredLead } from '../domain/lead/state.js';

/** What conditions are evaluated on. */
export interface Facts {
  readonly lead: RegisteredLead;
  readonly now: Instant;
  readonly timeZone: TimeZone;
}

/** Something in the catalogue that settings name. */
export interface Reference {
  readonly kind:
    | 'product'
    | 'template'
    | 'sms-template'
    | 'call-pattern'
    | 'list'
    | 'flow'
    | 'smtp'
    | 'twilio'
    | 'training-jet';
  readonly id: string;
  readonly version?: number;
  /** Where in the settings it is named. */
  readonly path: string;
}

/** The comparison that json-rules-engine makes with the fact of a condition. */
export interface Comparison {
  readonly operator:
    | 'equal'
    | 'notEqual'
    | 'in'
    | 'contains'
    | 'greaterThan'
    | 'lessThan'
    | 'between'
    | 'textContains'
    | 'textStartsWith';
  readonly value: Json;
}

/** One type of condition: all that is known about it. */
export interface Condition<S extends Typed> {
  readonly type: S['type'];
  readonly label: string;
  readonly settings: t.Type<S, unknown, unknown>;
  /** The typed value that is compared; `null` when the lead has none. */
  readonly fact: (settings: S, facts: Facts) => Json;
  readonly rule: (settings: S) => Comparison;
  readonly sentence: (settings: S) => string;
  /** The value shown in an explanation, where that is not the fact itself. */
  readonly found?: (settings: S, facts: Facts) => Json;
  /** A condition on the time: the instants after `now` at which it may begin or cease to hold. */
  readonly changes?: (settings: S, facts: Facts) => readonly Instant[];
  readonly references?: (settings: S) => readonly Reference[];
}

/** A condition with its settings read: what the engine is built from. */
export interface ReadCondition {
  readonly type: string;
  readonly comparison: Comparison;
  readonly sentence: string;
  readonly fact: (facts: Facts) => Json;
  readonly found: (facts: Facts) => Json;
  readonly changes: (facts: Facts) => readonly Instant[];
  readonly references: readonly Reference[];
}

/** A condition type whose settings type is closed over, so that all of them fit one list. */
export interface ConditionType {
  readonly type: string;
  readonly label: string;
  readonly settings: t.Mixed;
  readonly read: (settings: unknown) => ReadCondition | undefined;
}

/** Makes a condition fit for the list. */
export const defineCondition = <S extends Typed>(condition: Condition<S>): ConditionType => ({
  type: condition.type,
  label: condition.label,
  settings: condition.settings,
  read: (settings) => {
    if (!condition.settings.is(settings)) return undefined;
    return {
      type: condition.type,
      comparison: condition.rule(settings),
      sentence: condition.sentence(settings),
      fact: (facts) => condition.fact(settings, facts),
      found: (facts) => (condition.found ?? condition.fact)(settings, facts),
      changes: (facts) => condition.changes?.(settings, facts) ?? [],
      references: condition.references?.(settings) ?? [],
    };
  },
});
