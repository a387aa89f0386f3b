import * as t from 'io-ts';
import { decode } from '../domain/codecs/decode.js';
import type { Typed } from '../domain/codecs/json.js';
import { closed, isRecord, type StructType } from '../domain/codecs/struct.js';
import type { LeadEvent } from '../domain/lead/events.js';
import { EventFilters, meets } from './event-filter.js';

type EventOf<Type extends LeadEvent['type']> = Extract<LeadEvent, { readonly type: Type }>;

type SubjectsOf<Type extends LeadEvent['type']> = (event: EventOf<Type>) => readonly (string | undefined)[];

/** Every trigger has its type, its own settings, and may ask for what the data of the event is like. */
type SettingsCodec<R extends t.Props, O extends t.Props> = StructType<
  { type: t.LiteralC<string> } & R,
  O & { where: typeof EventFilters }
>;

/** One type of trigger: the events of the lead that start a flow, and what they can be narrowed to. */
interface Trigger<R extends t.Props, O extends t.Props, Type extends LeadEvent['type']> {
  readonly type: string;
  readonly label: string;
  readonly required: R;
  readonly optional: O;
  readonly eventTypes: readonly [Type, ...Type[]];
  /**
   * What an event says of the settings that name a form, a page, a product …: where one is set, the event must name the
   * same. A flow is found by the first that is set, so the one that fewest events share comes first.
   */
  readonly subjects: {
    readonly [Setting in keyof R | keyof O]?: SubjectsOf<Type>;
  };
  /** What else the settings ask of the event. */
  readonly fits?: (settings: t.TypeOf<SettingsCodec<R, O>>, event: EventOf<Type>) => boolean;
}

/** A trigger with its settings read. */
export interface ReadTrigger {
  /** What a flow with it is found by: one of the keys of each event that matches. */
  readonly key: string;
  readonly matches: (event: LeadEvent) => boolean;
}

/** A trigger type whose settings type is closed over, so that all of them fit one list. */
export interface TriggerType {
  readonly type: string;
  readonly label: string;
  readonly settings: t.Mixed;
  readonly eventTypes: readonly LeadEvent['type'][];
  /** Of an event of these types: the keys of all the settings that it may match. */
  readonly keysOf: (event: LeadEvent) => readonly string[];
  /** `undefined` for settings that are not right. */
  readonly read: (settings: Typed) => ReadTrigger | undefined;
}

/** `PageVisitedTrigger` for `page-visited`. */
const codecName = (type: string): string =>
  `${type.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())}Trigger`;

/** Makes a trigger fit for the list. */
export const defineTrigger = <R extends t.Props, O extends t.Props, Type extends LeadEvent['type']>({
  type,
  label,
  required,
  optional,
  eventTypes,
  subjects,
  fits = () => true,
}: Trigger<R, O, Type>): TriggerType => {
  const settings: SettingsCodec<R, O> = closed(
    codecName(type),
    { type: t.literal(type), ...required },
    { ...optional, where: EventFilters },
  );
  const types: readonly string[] = eventTypes;
  const isOfType = (event: LeadEvent): event is EventOf<Type> => types.includes(event.type);
  const named = Object.entries<SubjectsOf<Type> | undefined>(subjects).flatMap(([setting, subjectsOf]) =>
    subjectsOf === undefined ? [] : [{ setting, subjectsOf }],
  );
  // A setting has no spaces in its name, and a type none either: no two keys are written alike.
  const keyOf = (setting: string, subject: string): string => `${type} ${setting} ${subject}`;

  return {
    type,
    label,
    settings,
    eventTypes,
    keysOf: (event) => {
      if (!isOfType(event)) return [];
      const keys = named.flatMap(({ setting, subjectsOf }) =>
        subjectsOf(event).flatMap((subject) => (subject === undefined ? [] : [keyOf(setting, subject)])),
      );
      return [type, ...new Set(keys)];
    },
    read: (input) => {
      const decoded = decode(settings, input);
      if (!decoded.ok) return undefined;
      const values: unknown = decoded.value;
      const wanted = named.flatMap(({ setting, subjectsOf }) => {
        const subject = isRecord(values) ? values[setting] : undefined;
        return typeof subject === 'string' ? [{ setting, subject, subjectsOf }] : [];
      });
      const [first] = wanted;
      const where = isRecord(values) && EventFilters.is(values['where']) ? values['where'] : [];
      return {
        key: first === undefined ? type : keyOf(first.setting, first.subject),
        matches: (event) =>
          isOfType(event) &&
          wanted.every(({ subject, subjectsOf }) => subjectsOf(event).includes(subject)) &&
          fits(decoded.value, event) &&
          meets(where, event.data),
      };
    },
  };
};
