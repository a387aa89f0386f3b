import type * as t from 'io-ts';
import { decode } from '../domain/codecs/decode.js';
import type { LeadEvent } from '../domain/lead/events.js';
import type { LeadWatch, WatchType } from './watch.js';

type EventOf<Type extends LeadEvent['type']> = Extract<LeadEvent, { readonly type: Type }>;

/** One type of trigger that depends on the lead and the time, with all that is its own. */
interface WatchRules<Settings, Type extends LeadEvent['type']> {
  readonly type: string;
  readonly label: string;
  readonly settings: t.Type<Settings, unknown, unknown>;
  readonly eventTypes: readonly [Type, ...Type[]];
  /** The subjects that an event is about. A flow is found by those that its settings wait for, or by the type alone. */
  readonly subjectsOf: (event: EventOf<Type>) => readonly (string | undefined)[];
  /** The subjects that settings wait for; none where any will do. */
  readonly waitsFor: (settings: Settings) => readonly string[];
  readonly read: (settings: Settings) => Pick<LeadWatch, 'onEvent' | 'onDue' | 'onActivation'> & {
    readonly fits: (event: EventOf<Type>) => boolean;
  };
}

/** Makes a trigger that begins with time passing fit for the list. */
export const defineWatch = <Settings, Type extends LeadEvent['type']>({
  type,
  label,
  settings,
  eventTypes,
  subjectsOf,
  waitsFor,
  read,
}: WatchRules<Settings, Type>): WatchType => {
  const types: readonly string[] = eventTypes;
  const isOfType = (event: LeadEvent): event is EventOf<Type> => types.includes(event.type);
  const keyOf = (subject: string): string => `${type} ${subject}`;
  return {
    type,
    label,
    settings,
    eventTypes,
    keysOf: (event) => {
      if (!isOfType(event)) return [];
      const subjects = subjectsOf(event).flatMap((subject) => subject ?? []);
      return [type, ...new Set(subjects.map(keyOf))];
    },
    read: (input) => {
      const decoded = decode(settings, input);
      if (!decoded.ok) return undefined;
      const subjects = waitsFor(decoded.value);
      const { fits, ...looks } = read(decoded.value);
      return {
        kind: 'lead',
        keys: subjects.length === 0 ? [type] : subjects.map(keyOf),
        concerns: (event) => isOfType(event) && fits(event),
        ...looks,
      };
    },
  };
};
