import type * as t from 'io-ts';
import { integer } from './codecs/numbers.js';
import type { Decider } from './decider.js';
import { DomainError } from './errors.js';
import { event } from './event.js';
import { sameJson } from './same-json.js';

/** Counts from 1. */
export const VersionNumber = integer('VersionNumber', { min: 1, max: 1_000_000 });

export type VersionedCommand<Id, Content> =
  | { readonly type: 'Create'; readonly id: Id; readonly content: Content }
  | { readonly type: 'Revise'; readonly content: Content };

/** All versions, the first at index 0; none when the thing does not exist. */
export interface Versioned<Id, Content> {
  readonly id?: Id;
  readonly versions: readonly Content[];
}

/**
 * A thing of the catalogue that is created and revised as a whole, each time as a new version.
 * @param name the beginning of the names of its events: `List` gives `ListCreated` and `ListRevised`
 * @param noun what refusals call it
 */
export const defineVersioned = <const Name extends string, Id extends string, Content>(
  name: Name,
  noun: string,
  id: t.Type<Id, unknown, unknown>,
  content: t.Type<Content, unknown, unknown>,
) => {
  const Created = event(`${name}Created` as const, { id, content });
  const Revised = event(`${name}Revised` as const, { id, version: VersionNumber, content });
  type Event = t.TypeOf<typeof Created> | t.TypeOf<typeof Revised>;
  type State = Versioned<Id, Content>;

  const decide = (command: VersionedCommand<Id, Content>, state: State): readonly Event[] => {
    const { versions } = state;
    if (command.type === 'Create') {
      if (versions.length === 0)
        return [{ type: Created.required.type.value, data: { id: command.id, content: command.content } }];
      if (versions.length === 1 && sameJson(versions[0], command.content)) return [];
      throw DomainError.conflict(`A ${noun} with the id ${command.id} exists already.`);
    }
    if (state.id === undefined) throw DomainError.notFound(`This ${noun}`);
    if (sameJson(versions.at(-1), command.content)) return [];
    const data = { id: state.id, version: versions.length + 1, content: command.content };
    return [{ type: Revised.required.type.value, data }];
  };

  const initial: State = { versions: [] };
  const decider: Decider<State, VersionedCommand<Id, Content>, Event> = {
    initial,
    decide,
    evolve: (state, recorded) => ({
      id: recorded.data.id,
      versions: [...state.versions, recorded.data.content],
    }),
  };
  return { events: [Created, Revised] as const, decider };
};

/** The events of a versioned thing. */
export type VersionedEvent<V extends { readonly events: readonly t.Mixed[] }> = t.TypeOf<V['events'][number]>;
