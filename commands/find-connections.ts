import { LRUCache } from 'lru-cache';
import type { ConnectionId } from '../domain/codecs/ids.js';
import type { Revision } from '../domain/codecs/numbers.js';
import type { Connection } from '../domain/connection/connection.js';
import {
  isOfKind,
  type OpenConnection,
  type OpenConnectionOf,
} from '../domain/connection/open-connection.js';
import type { ConnectionKind, ConnectionSettings } from '../domain/connection/settings.js';
import { DomainError } from '../domain/errors.js';
import type { PublicConnection } from './catalogue.js';
import type { ConnectionSecrets, OpenedConnection } from './connection-secrets.js';
import type { Repositories } from './repositories.js';
import type { Loaded } from './repository.js';

/** What may be shown of a connection: of its secrets the names. */
export interface ShownConnection {
  readonly connectionId: ConnectionId;
  readonly isBuiltIn: boolean;
  /** Of a stored one. */
  readonly version?: number;
  readonly settings: ConnectionSettings;
  readonly secrets: readonly string[];
}

/** A connection to send through, or what becomes of the message without one. */
export type FoundConnection<Kind extends ConnectionKind> =
  | { readonly kind: 'found'; readonly connection: OpenConnectionOf<Kind> }
  | { readonly kind: 'transient' | 'permanent'; readonly code: string; readonly message: string };

/** @throws DomainError `notFound` */
export const showStored = ({ state, revision }: Loaded<Connection>): ShownConnection => {
  if (state.status !== 'listed' || revision === undefined) throw DomainError.notFound('This connection');
  const { connectionId, settings, sealed } = state;
  const secrets = Object.keys(sealed).sort();
  return { connectionId, isBuiltIn: false, version: revision + 1, settings, secrets };
};

const showBuiltIn = ({ connectionId, settings, secrets }: OpenConnection): ShownConnection => ({
  connectionId,
  isBuiltIn: true,
  settings,
  secrets: Object.keys(secrets).sort(),
});

const publish = (connectionId: string, settings: ConnectionSettings): PublicConnection => {
  const { kind, limits } = settings;
  const shared = { connectionId, kind, ...(limits === undefined ? {} : { limits }) };
  if (settings.kind !== 'twilio') return { ...shared, numbers: [] };
  const { numbers, defaultRegion } = settings;
  return {
    ...shared,
    numbers: numbers.map(({ number }) => number),
    ...(defaultRegion === undefined ? {} : { defaultRegion }),
  };
};

interface FindConnectionsPorts {
  readonly repositories: Pick<Repositories, 'connections'>;
  readonly connectionSecrets: ConnectionSecrets;
  readonly builtIn: readonly OpenConnection[];
}

interface Kept {
  readonly revision: Revision;
  readonly connection: OpenConnection;
}

const keptOpen = 20;

/** Looks up connections by kind and id: the built-in ones first, then those that are stored. */
export const createFindConnections = (ports: FindConnectionsPorts) => {
  const { connections } = ports.repositories;
  const { connectionSecrets, builtIn } = ports;
  const open = new LRUCache<string, Kept>({ max: keptOpen });

  const builtInWith = (id: string): readonly OpenConnection[] =>
    builtIn.filter(({ connectionId }) => connectionId === id);

  const openStored = ({ state, revision }: Loaded<Connection>): OpenedConnection | undefined => {
    if (state.status !== 'listed' || revision === undefined) return undefined;
    const { connectionId } = state;
    const kept = open.get(connectionId);
    if (kept?.revision === revision) return { ok: true, connection: kept.connection };
    const opened = connectionSecrets.open(state);
    if (opened.ok) open.set(connectionId, { revision, connection: opened.connection });
    return opened;
  };

  return {
    builtIn: builtIn.map(showBuiltIn),

    /** Whether a built-in connection, of whatever kind, has the id. */
    isBuiltIn: (id: string): boolean => builtInWith(id).length > 0,

    /** @throws DomainError `notFound`, or `invalid` when several built-in ones have the id and no kind is named */
    find: async (id: string, kind?: ConnectionKind): Promise<ShownConnection> => {
      const [one, ...others] = builtInWith(id).filter((found) => kind === undefined || found.kind === kind);
      if (one !== undefined && others.length > 0) {
        const kinds = [one, ...others].map((found) => found.kind).join(', ');
        throw DomainError.invalid([
          { path: 'kind', message: `is missing: “${id}” is one of each of ${kinds}` },
        ]);
      }
      if (one !== undefined) return showBuiltIn(one);
      const shown = showStored(await connections.load(id));
      if (kind !== undefined && shown.settings.kind !== kind) throw DomainError.notFound('This connection');
      return shown;
    },

    /** With its secrets in clear text, for gateways; the same object for as long as nothing about it has changed. */
    connectionOf: async <Kind extends ConnectionKind>(
      kind: Kind,
      id: string,
    ): Promise<FoundConnection<Kind>> => {
      const isWanted = isOfKind(kind);
      const one = builtInWith(id).find(isWanted);
      if (one !== undefined) return { kind: 'found', connection: one };
      const loaded = await connections.load(id);
      const isThere = loaded.state.status === 'listed' && loaded.state.settings.kind === kind;
      const opened = isThere ? openStored(loaded) : undefined;
      if (opened?.ok === true && isWanted(opened.connection))
        return { kind: 'found', connection: opened.connection };
      // Whoever has the right key may put it back, and then the message goes out.
      if (opened?.ok === false)
        return { kind: 'transient', code: 'sealed-connection', message: opened.message };
      const message = `There is no ${kind} connection “${id}”.`;
      return { kind: 'permanent', code: 'unknown-connection', message };
    },

    /** What actions may know of a connection, whether its secrets open or not. */
    publicConnection: async (kind: ConnectionKind, id: string): Promise<PublicConnection | undefined> => {
      const one = builtInWith(id).find(isOfKind(kind));
      if (one !== undefined) return publish(id, one.settings);
      const { state } = await connections.load(id);
      return state.status === 'listed' && state.settings.kind === kind
        ? publish(id, state.settings)
        : undefined;
    },
  };
};
