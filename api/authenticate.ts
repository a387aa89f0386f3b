import type { Repositories } from '../commands/repositories.js';
import type { Hash } from '../commands/resolve-lead.js';
import { ApiKeyId } from '../domain/codecs/ids.js';
import type { Authenticate } from './ports.js';

export interface AuthenticatePorts {
  readonly apiKeys: Repositories['apiKeys'];
  /** SHA-256 in hexadecimal. */
  readonly hash: Hash;
  /** Compares in a time that does not tell where two texts differ. */
  readonly equal: (left: string, right: string) => boolean;
}

const format = /^ll_([0-9a-z]{8,32})_([\x21-\x7e]{16,200})$/;

/** An API key as it is shown, once. */
export const writeApiKey = (id: ApiKeyId, secret: string): string => `ll_${id}_${secret}`;

/** Finds whose key it is; takes as long for an id that nobody has as for a wrong secret. */
export const createAuthenticate = ({ apiKeys, hash, equal }: AuthenticatePorts): Authenticate => {
  const nobodys = hash('nobody has this secret');
  return async (apiKey) => {
    const [, id, secret] = format.exec(apiKey) ?? [];
    if (secret === undefined || !ApiKeyId.is(id)) return undefined;
    const { state } = await apiKeys.load(id);
    const isRight = equal(hash(secret), state.status === 'absent' ? nobodys : state.secretHash);
    if (!isRight || state.status !== 'valid') return undefined;
    const { apiKeyId, name, role } = state;
    return { apiKeyId, name, role };
  };
};
