import type * as t from 'io-ts';
import { ApiKeyId } from '../codecs/ids.js';
import { oneOf, pattern } from '../codecs/text.js';
import { Name } from '../codecs/values.js';
import type { Decider } from '../decider.js';
import { DomainError } from '../errors.js';
import { event } from '../event.js';

/** `admin` may do everything · `client` sends events and commands · `analyst` and `auditor` read. */
export const Role = oneOf('Role', ['admin', 'client', 'analyst', 'auditor']);
export type Role = t.TypeOf<typeof Role>;

/** SHA-256 of the secret half, in hexadecimal; the secret itself is nowhere. */
export const SecretHash = pattern('SecretHash', /^[0-9a-f]{64}$/, 'must be a SHA-256 hash');
export type SecretHash = t.TypeOf<typeof SecretHash>;

export const ApiKeyIssued = event('ApiKeyIssued', {
  apiKeyId: ApiKeyId,
  name: Name,
  role: Role,
  secretHash: SecretHash,
});
export const ApiKeyRevoked = event('ApiKeyRevoked', { apiKeyId: ApiKeyId });
export const apiKeyEvents = [ApiKeyIssued, ApiKeyRevoked] as const;
export type ApiKeyEvent = t.TypeOf<(typeof apiKeyEvents)[number]>;

export type ApiKeyCommand =
  | {
      readonly type: 'IssueApiKey';
      readonly apiKeyId: ApiKeyId;
      readonly name: Name;
      readonly role: Role;
      readonly secretHash: SecretHash;
    }
  | { readonly type: 'RevokeApiKey' };

export type ApiKey =
  | { readonly status: 'absent' }
  | {
      readonly status: 'valid' | 'revoked';
      readonly apiKeyId: ApiKeyId;
      readonly name: Name;
      readonly role: Role;
      readonly secretHash: SecretHash;
    };

const decide = (command: ApiKeyCommand, key: ApiKey): readonly ApiKeyEvent[] => {
  if (command.type === 'IssueApiKey') {
    const { apiKeyId, name, role, secretHash } = command;
    if (key.status === 'absent')
      return [{ type: 'ApiKeyIssued', data: { apiKeyId, name, role, secretHash } }];
    const same = key.secretHash === secretHash && key.name === name && key.role === role;
    if (key.status === 'valid' && same) return [];
    throw DomainError.conflict(`An API key with the id ${apiKeyId} exists already.`);
  }
  if (key.status === 'absent') throw DomainError.notFound('This API key');
  return key.status === 'revoked' ? [] : [{ type: 'ApiKeyRevoked', data: { apiKeyId: key.apiKeyId } }];
};

const initial: ApiKey = { status: 'absent' };

export const apiKeyDecider: Decider<ApiKey, ApiKeyCommand, ApiKeyEvent> = {
  initial,
  decide,
  evolve: (key, event) => {
    if (event.type === 'ApiKeyIssued') return { status: 'valid', ...event.data };
    return key.status === 'absent' ? key : { ...key, status: 'revoked' };
  },
};
