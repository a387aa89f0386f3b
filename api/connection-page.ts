import type { ShownConnection } from '../commands/find-connections.js';
import type { ConnectionDocument } from '../projections/connections.js';
import type { Page, PageRequest } from '../projections/queries.js';

// No id has a space in it: this is none of a stored connection.
const cursorOf = ({ settings: { kind }, connectionId }: ShownConnection): string => `${kind} ${connectionId}`;

const show = ({ connectionId, version, settings, secrets }: ConnectionDocument): ShownConnection => ({
  connectionId,
  isBuiltIn: false,
  version,
  settings,
  secrets,
});

/** A page of the built-in connections, in their order, followed by those that are stored, by id. */
export const pageOfConnections = async (
  builtIn: readonly ShownConnection[],
  stored: (page: PageRequest) => Promise<Page<ConnectionDocument>>,
  { limit, after }: PageRequest,
): Promise<Page<ShownConnection>> => {
  const seen = after === undefined ? 0 : builtIn.findIndex((one) => cursorOf(one) === after) + 1;
  // A cursor that is of no built-in one is of a stored one, behind all of them.
  const isBehind = after !== undefined && seen === 0;
  const first = isBehind ? [] : builtIn.slice(seen, seen + limit);
  const rest = limit - first.length;
  const last = first.at(-1);
  if (rest === 0 && last !== undefined) {
    const hasMore = seen + limit < builtIn.length || (await stored({ limit: 1 })).items.length > 0;
    return hasMore ? { items: first, next: cursorOf(last) } : { items: first };
  }
  const { items, ...next } = await stored(isBehind ? { limit: rest, after } : { limit: rest });
  return { items: [...first, ...items.map(show)], ...next };
};
