import type * as t from 'io-ts';
import type { Typed } from '../domain/codecs/json.js';
import type { LeadEvent } from '../domain/lead/events.js';

type EventOf<Type extends LeadEvent['type']> = Extract<LeadEvent, { readonly type: Type }>;

/** One type of trigger: the event of the lead that starts a flow, and which of them. */
export interface Trigger<S extends Typed, Type extends LeadEvent['type']> {
  readonly type: S['type'];
  readonly label: string;
  readonly settings: t.Type<S, unknown, unknown>;
  readonly eventType: Type;
  readonly matches: (settings: S, event: EventOf<Type>) => boolean;
}

/** A trigger type whose settings type is closed over, so that all of them fit one list. */
export interface TriggerType {
  readonly type: string;
  readonly label: string;
  readonly settings: t.Mixed;
  readonly eventType: LeadEvent['type'];
  readonly matches: (settings: Typed, event: LeadEvent) => boolean;
}

/** Makes a trigger fit for the list. */
export const defineTrigger = <S extends Typed, Type extends LeadEvent['type']>(
  trigger: Trigger<S, Type>,
): TriggerType => {
  const isOfType = (event: LeadEvent): event is EventOf<Type> => event.type === trigger.eventType;
  return {
    ...trigger,
    matches: (settings, event) =>
      isOfType(event) && trigger.settings.is(settings) && trigger.matches(settings, event),
  };
};
