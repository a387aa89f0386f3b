import type * as t from 'io-ts';
import type { Typed } from '../domain/codecs/json.js';
import type { LeadEvent } from '../domain/lead/events.js';

type EventOf<Type extends LeadEvent['type']> = Extract<LeadEvent, { readonly type: Type }>;

/** One type of trigger: the event of the lead that starts a flow, and what it can be narrowed to. */
export interface Trigger<S extends Typed, Type extends LeadEvent['type']> {
  readonly type: S['type'];
  readonly label: string;
  readonly settings: t.Type<S, unknown, unknown>;
  readonly eventType: Type;
  /** The form, page, product … that the flow waits for; `undefined` for any. */
  readonly subject: (settings: S) => string | undefined;
  /** What an event is about, in the same terms. */
  readonly subjects: (event: EventOf<Type>) => readonly string[];
}

/** A trigger type whose settings type is closed over, so that all of them fit one list. */
export interface TriggerType {
  readonly type: string;
  readonly label: string;
  readonly settings: t.Mixed;
  readonly eventType: LeadEvent['type'];
  readonly subject: (settings: Typed) => string | undefined;
  readonly subjects: (event: LeadEvent) => readonly string[];
}

/** Makes a trigger fit for the list. */
export const defineTrigger = <S extends Typed, Type extends LeadEvent['type']>(
  trigger: Trigger<S, Type>,
): TriggerType => {
  const isOfType = (event: LeadEvent): event is EventOf<Type> => event.type === trigger.eventType;
  return {
    ...trigger,
    subject: (settings) => (trigger.settings.is(settings) ? trigger.subject(settings) : undefined),
    subjects: (event) => (isOfType(event) ? trigger.subjects(event) : []),
  };
};
