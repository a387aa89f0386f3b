import type * as t from 'io-ts';
import type { Json, Typed } from '../domain/codecs/json.js';
import type { Instant, TimeZone } from '../domain/codecs/time.js';
import type { Funnel } from '../domain/funnel/funnel.js';
import type { RegisteredLead } from '../domain/lead/state.js';
import type { Claim } from './claim.js';
import type { Filter } from './filter.js';
import type { FormField } from './form.js';
import type { Reference } from './reference.js';

/** What conditions depend on beside the lead. */
export interface Circumstances {
  readonly now: Instant;
  /** For dates, and for clocks where the lead has none of its own: the flow's. */
  readonly timeZone: TimeZone;
  /** The funnels that the conditions name, by their ids; none that does not exist. */
  readonly funnels: ReadonlyMap<string, Funnel>;
}

/** What conditions are evaluated on. */
export interface Facts extends Circumstances {
  readonly lead: RegisteredLead;
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
  /** The leads for which `rule` holds, of those that are registered; what is not known of a lead matches nothing. */
  readonly filter: (settings: S, circumstances: Circumstances) => Filter;
  readonly sentence: (settings: S) => string;
  /** The fields in which a person fills in the settings. */
  readonly form: readonly FormField[];
  /** The value shown in an explanation, where that is not the fact itself. */
  readonly found?: (settings: S, facts: Facts) => Json;
  /** A condition on the time: the instants after `now` at which it may begin or cease to hold. */
  readonly changes?: (settings: S, facts: Facts) => readonly Instant[];
  /** A condition that comes and goes with the clock: the first instant after `now` at which it may begin or cease to hold. */
  readonly next?: (settings: S, facts: Facts) => Instant | undefined;
  readonly references?: (settings: S) => readonly Reference[];
  /** What is so of single values where it holds. */
  readonly claims?: (settings: S) => readonly Claim[];
  readonly placeholder?: true;
}

/** A condition with its settings read: what the engine is built from. */
export interface ReadCondition {
  readonly type: string;
  readonly settings: Typed;
  readonly comparison: Comparison;
  readonly sentence: string;
  readonly fact: (facts: Facts) => Json;
  readonly found: (facts: Facts) => Json;
  readonly changes: (facts: Facts) => readonly Instant[];
  /** Whether time alone may change it. */
  readonly isTimed: boolean;
  readonly next: ((facts: Facts) => Instant | undefined) | undefined;
  readonly filter: (circumstances: Circumstances) => Filter;
  readonly references: readonly Reference[];
  readonly claims: readonly Claim[];
  /** Stands in for a condition that is not chosen yet: nothing that is to work may hold it. */
  readonly placeholder: boolean;
}

/** A condition type whose settings type is closed over, so that all of them fit one list. */
export interface ConditionType {
  readonly type: string;
  readonly label: string;
  readonly settings: t.Mixed;
  readonly form: readonly FormField[];
  readonly read: (settings: unknown) => ReadCondition | undefined;
}

/** Makes a condition fit for the list. */
export const defineCondition = <S extends Typed>(condition: Condition<S>): ConditionType => ({
  type: condition.type,
  label: condition.label,
  settings: condition.settings,
  form: condition.form,
  read: (settings) => {
    if (!condition.settings.is(settings)) return undefined;
    return {
      type: condition.type,
      settings,
      comparison: condition.rule(settings),
      sentence: condition.sentence(settings),
      fact: (facts) => condition.fact(settings, facts),
      found: (facts) => (condition.found ?? condition.fact)(settings, facts),
      next: condition.next === undefined ? undefined : (facts) => condition.next?.(settings, facts),
      filter: (circumstances) => condition.filter(settings, circumstances),
      isTimed: condition.changes !== undefined || condition.next !== undefined,
      changes: (facts) => condition.changes?.(settings, facts) ?? [],
      references: condition.references?.(settings) ?? [],
      claims: condition.claims?.(settings) ?? [],
      placeholder: condition.placeholder ?? false,
    };
  },
});
