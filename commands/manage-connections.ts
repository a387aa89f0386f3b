import type { ConnectionId } from '../domain/codecs/ids.js';
import type { Position } from '../domain/codecs/numbers.js';
import type { OpenConnection } from '../domain/connection/open-connection.js';
import { changeSecrets, type SealedSecrets, type SecretChanges } from '../domain/connection/secrets.js';
import type { ConnectionKind, ConnectionSettings } from '../domain/connection/settings.js';
import { DomainError } from '../domain/errors.js';
import { createConnectionSecrets } from './connection-secrets.js';
import type { Cause } from './event-log.js';
import { createFindConnections, type ShownConnection, showStored } from './find-connections.js';
import { editVersion } from './manage-versioned.js';
import type { Repositories } from './repositories.js';
import type { Seal } from './seal.js';

export type ConnectionCheck =
  | { readonly ok: true; readonly detail: string }
  | { readonly ok: false; readonly message: string };

/** Signs in as for a message, and sends none. Never throws. */
export type CheckConnection = (connection: OpenConnection) => Promise<ConnectionCheck>;

export interface ManageConnectionsPorts {
  readonly repositories: Pick<Repositories, 'connections'>;
  readonly seal: Seal;
  readonly check: CheckConnection;
  /** From the environment, beside those that are stored. Only here may several kinds have the same id. */
  readonly builtIn: readonly OpenConnection[];
}

/** What an editor says of a connection, with new secrets in clear text. */
export interface ConnectionEdit {
  readonly connectionId: ConnectionId;
  readonly settings: ConnectionSettings;
  readonly secrets: SecretChanges<string>;
}

interface Edited {
  readonly shown: ShownConnection;
  /** Where the change stands in the log; none when nothing had to change. */
  readonly position: Position | undefined;
}

/** What a provider said, without secrets that it may have repeated. */
const withoutSecrets = (text: string, secrets: Readonly<Record<string, string | undefined>>): string =>
  Object.values(secrets)
    .filter((secret) => secret !== undefined)
    .sort((left, right) => right.length - left.length)
    .reduce((said, secret) => said.replaceAll(secret, '…'), text);

/** The accounts through which messages go out: those of the environment, and those that are stored. */
export const createManageConnections = ({ repositories, seal, check, builtIn }: ManageConnectionsPorts) => {
  const { connections } = repositories;
  const connectionSecrets = createConnectionSecrets(seal);
  const { isBuiltIn, ...found } = createFindConnections({ repositories, connectionSecrets, builtIn });

  const refuseBuiltIn = (id: string): void => {
    if (isBuiltIn(id))
      throw DomainError.notAllowed(`The connection “${id}” is built in: only the environment changes it.`);
  };

  const sealedBefore = async (id: string): Promise<SealedSecrets> => {
    const { state } = await connections.load(id);
    return state.status === 'listed' ? state.sealed : {};
  };

  return {
    ...found,

    /** @throws DomainError `invalid`, or `conflict` when the id is taken, or belonged to a connection of another kind */
    create: async ({ connectionId, settings, secrets }: ConnectionEdit, cause: Cause): Promise<Edited> => {
      if (isBuiltIn(connectionId))
        throw DomainError.conflict(
          `The id ${connectionId} belongs to a built-in connection; take another one.`,
        );
      const changes = connectionSecrets.seal(connectionId, secrets, await sealedBefore(connectionId));
      const sealed = changeSecrets({}, changes);
      const command = { type: 'CreateConnection', connectionId, settings, sealed } as const;
      const executed = await connections.execute(connectionId, [{ command, cause }]);
      return { shown: showStored(executed), position: executed.position };
    },

    /**
     * Changes a connection as a whole, but for the secrets that are not named: they stay; `null` removes one.
     * @throws DomainError `invalid`, `notFound`, `notAllowed` for a built-in one, or `conflict` when the version is not
     * `expectedVersion`
     */
    revise: async (
      { connectionId, settings, secrets }: ConnectionEdit,
      cause: Cause,
      expectedVersion?: number,
    ): Promise<Edited> => {
      refuseBuiltIn(connectionId);
      const sealed = connectionSecrets.seal(connectionId, secrets, await sealedBefore(connectionId));
      const command = { type: 'ReviseConnection', settings, sealed } as const;
      const executed = await editVersion(connections, connectionId, { command, cause, expectedVersion });
      return { shown: showStored(executed), position: executed.position };
    },

    /**
     * Flows that use it stay as they are: their steps fail with `unknown-connection` from here on.
     * @throws DomainError `notFound`, `notAllowed` for a built-in one, or `conflict` when the version is not `expectedVersion`
     */
    remove: async (connectionId: ConnectionId, cause: Cause, expectedVersion?: number) => {
      refuseBuiltIn(connectionId);
      const command = { type: 'RemoveConnection' } as const;
      return editVersion(connections, connectionId, { command, cause, expectedVersion });
    },

    /** Whether it can be used now, in the words of the provider. @throws DomainError as `find` */
    check: async (id: string, kind?: ConnectionKind): Promise<ConnectionCheck> => {
      const { settings } = await found.find(id, kind);
      const opened = await found.connectionOf(settings.kind, id);
      if (opened.kind !== 'found') return { ok: false, message: opened.message };
      const { connection } = opened;
      const checked = await check(connection);
      return checked.ok
        ? { ok: true, detail: withoutSecrets(checked.detail, connection.secrets) }
        : { ok: false, message: withoutSecrets(checked.message, connection.secrets) };
    },
  };
};

export type ManageConnections = ReturnType<typeof createManageConnections>;
