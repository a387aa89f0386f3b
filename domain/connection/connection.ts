import type * as t from 'io-ts';
import { ConnectionId } from '../codecs/ids.js';
import type { Decider } from '../decider.js';
import { DomainError } from '../errors.js';
import { event } from '../event.js';
import { sameJson } from '../same-json.js';
import {
  changeSecrets,
  SealedSecrets,
  type SealedText,
  type SecretChanges,
  secretFaults,
} from './secrets.js';
import { type ConnectionKind, ConnectionSettings } from './settings.js';

const described = { connectionId: ConnectionId, settings: ConnectionSettings, sealed: SealedSecrets };

export const ConnectionCreated = event('ConnectionCreated', described);
/** `sealed` has every secret, those too that stay as they were. */
export const ConnectionRevised = event('ConnectionRevised', described);
export const ConnectionRemoved = event('ConnectionRemoved', { connectionId: ConnectionId });
export const connectionEvents = [ConnectionCreated, ConnectionRevised, ConnectionRemoved] as const;
export type ConnectionEvent = t.TypeOf<(typeof connectionEvents)[number]>;

/** A connection as it is stored. */
export interface SealedConnection {
  readonly connectionId: ConnectionId;
  readonly settings: ConnectionSettings;
  readonly sealed: SealedSecrets;
}

export type ConnectionCommand =
  | (SealedConnection & { readonly type: 'CreateConnection' })
  | {
      readonly type: 'ReviseConnection';
      readonly settings: ConnectionSettings;
      readonly sealed: SecretChanges<SealedText>;
    }
  | { readonly type: 'RemoveConnection' };

export type Connection =
  | { readonly status: 'absent' }
  | (SealedConnection & { readonly status: 'listed' })
  /** Its id stays with its kind: what was sent through it names it. */
  | { readonly status: 'removed'; readonly kind: ConnectionKind };

const refuseFaulty = ({ settings, sealed }: SealedConnection): void => {
  const faults = secretFaults(settings, sealed);
  if (faults.length > 0) throw DomainError.invalid(faults);
};

const create = (wanted: SealedConnection, connection: Connection): readonly ConnectionEvent[] => {
  const { connectionId, settings, sealed } = wanted;
  if (connection.status === 'listed') {
    if (sameJson(connection.settings, settings) && sameJson(connection.sealed, sealed)) return [];
    throw DomainError.conflict(`A connection with the id ${connectionId} exists already.`);
  }
  if (connection.status === 'removed' && connection.kind !== settings.kind)
    throw DomainError.conflict(`The id ${connectionId} belonged to a ${connection.kind} connection.`);
  refuseFaulty(wanted);
  return [{ type: 'ConnectionCreated', data: { connectionId, settings, sealed } }];
};

const revise = (
  { settings, sealed: changes }: Extract<ConnectionCommand, { readonly type: 'ReviseConnection' }>,
  connection: SealedConnection,
): readonly ConnectionEvent[] => {
  const { kind } = connection.settings;
  if (settings.kind !== kind)
    throw DomainError.invalid([
      { path: 'kind', message: `must stay ${kind}: another kind needs another id` },
    ]);
  const { connectionId } = connection;
  const revised = { connectionId, settings, sealed: changeSecrets(connection.sealed, changes) };
  refuseFaulty(revised);
  const isSame = sameJson(connection.settings, settings) && sameJson(connection.sealed, revised.sealed);
  return isSame ? [] : [{ type: 'ConnectionRevised', data: revised }];
};

const decide = (command: ConnectionCommand, connection: Connection): readonly ConnectionEvent[] => {
  if (command.type === 'CreateConnection') {
    const { type: _, ...wanted } = command;
    return create(wanted, connection);
  }
  if (command.type === 'RemoveConnection' && connection.status === 'removed') return [];
  if (connection.status !== 'listed') throw DomainError.notFound('This connection');
  if (command.type === 'ReviseConnection') return revise(command, connection);
  return [{ type: 'ConnectionRemoved', data: { connectionId: connection.connectionId } }];
};

const initial: Connection = { status: 'absent' };

/**
 * An account through which messages go out. Its secrets are sealed before they get here.
 * One that flows use may be removed: their steps then fail with `unknown-connection`.
 */
export const connectionDecider: Decider<Connection, ConnectionCommand, ConnectionEvent> = {
  initial,
  decide,
  evolve: (connection, { type, data }) => {
    if (type !== 'ConnectionRemoved') {
      const { connectionId, settings, sealed } = data;
      return { status: 'listed', connectionId, settings, sealed };
    }
    return connection.status === 'listed'
      ? { status: 'removed', kind: connection.settings.kind }
      : connection;
  },
};
