import { Drop, Liquid, type Template } from 'liquidjs';
import { under } from '../domain/codecs/decode.js';
import type { Json } from '../domain/codecs/json.js';
import type { Fault } from '../domain/errors.js';
import { placeholderOf, variables as table, type VariableGroup } from './variables.js';

/** What a text may name: `contact.firstName`, `event.fields.size`, `flow.name`; a group that is not given is empty. */
export type Variables = Readonly<Partial<Record<VariableGroup, Readonly<Record<string, Json>>>>>;

/** Where the text goes, which says how values are escaped in it. */
export type TextKind = 'html' | 'plain';

/** A value that the lead does not have: nothing to tests and to `default`, `#Contact | Phone #` where it is shown. */
class Missing extends Drop {
  constructor(readonly shownAs: string) {
    super();
  }

  override valueOf(): undefined {
    return undefined;
  }

  override toString(): string {
    return this.shownAs;
  }

  override liquidMethodMissing(): this {
    return this;
  }

  toJSON(): null {
    return null;
  }
}

type Values = Readonly<Record<string, Json>>;
const isValues = (value: Json): value is Values =>
  typeof value === 'object' && value !== null && !isList(value);

/** Values by name, where every name is there: its value, or what says that there is none. Nothing is inherited. */
const named = (group: string, values: Values): Values => {
  const read = (key: string): unknown => {
    const value = Object.hasOwn(values, key) ? values[key] : undefined;
    if (value === undefined || value === null || value === '') return new Missing(placeholderOf(group, key));
    return isValues(value) ? named(group, value) : value;
  };
  return new Proxy(
    { ...values },
    {
      get: (_, key) => (typeof key === 'string' ? read(key) : undefined),
      getOwnPropertyDescriptor: (_, key) =>
        typeof key === 'string'
          ? { configurable: true, enumerable: true, writable: true, value: read(key) }
          : undefined,
    },
  );
};

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const shown = (value: unknown): string => {
  if (value instanceof Missing) return value.shownAs;
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** Tags that would read files, or change what later texts see. */
const forbiddenTags = ['include', 'render', 'layout', 'block', 'raw_include'];

const createEngine = (kind: TextKind): Liquid => {
  const engine = new Liquid({
    templates: {},
    ownPropertyOnly: true,
    parseLimit: 600_000,
    renderLimit: 100,
    memoryLimit: 10_000_000,
    outputEscape: (value: unknown) => (kind === 'html' ? escapeHtml(shown(value)) : shown(value)),
  });
  for (const [name, filter] of Object.entries(engine.filters)) {
    // No way around the escaping, whatever a template says; and a missing value stays one through every filter.
    if (name === 'raw') delete engine.filters[name];
    else if (name !== 'default' && typeof filter === 'function')
      engine.registerFilter(name, function (value, ...parameters) {
        return value instanceof Missing ? value : filter.call(this, value, ...parameters);
      });
  }
  for (const name of forbiddenTags)
    engine.registerTag(name, {
      parse: () => {
        throw new Error(`the tag ${name} is not allowed here`);
      },
      render: () => undefined,
    });
  return engine;
};

const engines: Readonly<Record<TextKind, Liquid>> = {
  html: createEngine('html'),
  plain: createEngine('plain'),
};

const why = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);

const parse = (text: string, kind: TextKind): readonly Template[] | Error => {
  try {
    return engines[kind].parse(text);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
};

/** What is wrong with a template, if anything. */
export const templateFaults = (text: string | undefined, path: string): readonly Fault[] => {
  if (text === undefined) return [];
  const parsed = parse(text, 'plain');
  return parsed instanceof Error ? [{ path, message: `is not a template: ${why(parsed)}` }] : [];
};

export type Personalised =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string };

/** Fills in a template, within the limits on time, size and memory. */
export const personalise = (text: string, variables: Variables, kind: TextKind): Personalised => {
  const parsed = parse(text, kind);
  if (parsed instanceof Error) return { ok: false, message: why(parsed) };
  const none: Record<string, Values> = Object.fromEntries(Object.keys(table).map((group) => [group, {}]));
  const scope = Object.fromEntries(
    Object.entries({ ...none, ...variables }).map(([group, values]) => [group, named(group, values)]),
  );
  try {
    return { ok: true, text: String(engines[kind].renderSync([...parsed], scope)) };
  } catch (error) {
    return { ok: false, message: why(error) };
  }
};

export type PersonalisedJson =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly message: string };

/** Fills in every text inside a JSON value; what comes out is JSON whatever the values hold. */
export const personaliseJson = (value: Json, variables: Variables): PersonalisedJson => {
  const problems: string[] = [];
  const fill = (part: Json): Json => {
    if (problems.length > 0) return null;
    if (typeof part === 'string') {
      const filled = personalise(part, variables, 'plain');
      if (filled.ok) return filled.text;
      problems.push(filled.message);
      return null;
    }
    if (part === null || typeof part !== 'object') return part;
    if (isList(part)) return part.map(fill);
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, fill(item)]));
  };
  const filled = fill(value);
  const [message] = problems;
  return message === undefined ? { ok: true, value: filled } : { ok: false, message };
};

/** What is wrong with the templates inside a JSON value. */
export const jsonTemplateFaults = (value: Json, path: string): readonly Fault[] => {
  if (typeof value === 'string') return templateFaults(value, path);
  if (value === null || typeof value !== 'object') return [];
  if (isList(value)) return value.flatMap((item, index) => jsonTemplateFaults(item, `${path}[${index}]`));
  return Object.entries(value).flatMap(([key, item]) => jsonTemplateFaults(item, under(path, key)));
};

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
