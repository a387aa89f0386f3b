import { aggregates, streamName } from '../domain/aggregates.js';
import { decode, decodeOrThrow } from '../domain/codecs/decode.js';
import type { SealedConnection } from '../domain/connection/connection.js';
import { OpenConnection } from '../domain/connection/open-connection.js';
import { type SealedSecrets, SealedText, type SecretChanges } from '../domain/connection/secrets.js';
import type { Seal } from './seal.js';

export type OpenedConnection =
  | { readonly ok: true; readonly connection: OpenConnection }
  | { readonly ok: false; readonly message: string };

/** A secret opens for its own connection and under its own name only. */
const placeOf = (connectionId: string, name: string): string =>
  `${streamName(aggregates.connection.category, connectionId)}/${name}`;

/** Seals and opens the secrets of connections. */
export const createConnectionSecrets = ({ seal, open }: Seal) => {
  const sealOne = (connectionId: string, name: string, secret: string, before: SealedText | undefined) => {
    const place = placeOf(connectionId, name);
    const opened = before === undefined ? undefined : open(before, place);
    // Sealing gives another text each time: the same secret must stay the same text, or a repeated command changes something.
    if (before !== undefined && opened?.ok === true && opened.secret === secret) return before;
    return decodeOrThrow(SealedText, seal(secret, place));
  };

  return {
    /** The changes with every new secret sealed; one that is the same as before stays as it was sealed. */
    seal: (
      connectionId: string,
      changes: SecretChanges<string>,
      before: SealedSecrets,
    ): Readonly<Record<string, SealedText | null>> =>
      Object.fromEntries(
        Object.entries(changes).flatMap(([name, secret]) => {
          if (secret === undefined) return [];
          return [[name, secret === null ? null : sealOne(connectionId, name, secret, before[name])]];
        }),
      ),

    /** The connection with its secrets in clear text, or which of them does not open. */
    open: ({ connectionId, settings, sealed }: SealedConnection): OpenedConnection => {
      const secrets: [string, string][] = [];
      for (const [name, text] of Object.entries(sealed)) {
        const opened = open(text, placeOf(connectionId, name));
        if (!opened.ok)
          return {
            ok: false,
            message: `The ${name} of the connection “${connectionId}” does not open: the encryption key is not the one that it was sealed with.`,
          };
        secrets.push([name, opened.secret]);
      }
      const { kind } = settings;
      const decoded = decode(OpenConnection, {
        kind,
        connectionId,
        settings,
        secrets: Object.fromEntries(secrets),
      });
      if (decoded.ok) return { ok: true, connection: decoded.value };
      const faults = decoded.faults.map(({ path, message }) => `${path} ${message}`).join('; ');
      return { ok: false, message: `The connection “${connectionId}” cannot be used: ${faults}.` };
    },
  };
};

export type ConnectionSecrets = ReturnType<typeof createConnectionSecrets>;
