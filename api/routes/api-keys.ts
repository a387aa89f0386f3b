import * as t from 'io-ts';
import { Role, SecretHash } from '../../domain/api-key/api-key.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { ApiKeyId } from '../../domain/codecs/ids.js';
import { closed, isRecord, open } from '../../domain/codecs/struct.js';
import { oneOf } from '../../domain/codecs/text.js';
import { Name } from '../../domain/codecs/values.js';
import { writeApiKey } from '../authenticate.js';
import type { ApiPorts } from '../ports.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';

const ApiKeyPath = closed('ApiKeyPath', { apiKeyId: ApiKeyId });
const NewApiKey = closed('NewApiKey', { name: Name, role: Role });
const Issued = open(
  'IssuedApiKey',
  { apiKeyId: ApiKeyId, name: Name, role: Role },
  {
    /** Shown this once; a repeated request with the same Idempotency-Key does not show it. */
    key: t.string,
  },
);
const Revoked = open('RevokedApiKey', { apiKeyId: ApiKeyId, status: oneOf('Revoked', ['revoked']) });

const withoutKey = (body: unknown): unknown =>
  isRecord(body) ? Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'key')) : body;

export const apiKeyRoutes = ({ commands, issueSecret, hash }: ApiPorts): readonly Route[] => {
  const { apiKeys } = commands.repositories;
  return [
    defineRoute({
      id: 'issueApiKey',
      method: 'POST',
      path: '/v1/api-keys',
      summary: 'Issue an API key; it is shown once, and only its hash is kept',
      access: [],
      params: nothing,
      query: nothing,
      body: NewApiKey,
      example: { name: 'Web shop', role: 'client' },
      responses: { 201: Issued },
      remembered: withoutKey,
      handle: async ({ body: { name, role }, cause }) => {
        const { id: apiKeyId, secret } = issueSecret();
        const secretHash = decodeOrThrow(SecretHash, hash(secret));
        const command = { type: 'IssueApiKey', apiKeyId, name, role, secretHash } as const;
        const { position } = await apiKeys.execute(apiKeyId, [{ command, cause }]);
        return reply(201, { apiKeyId, name, role, key: writeApiKey(apiKeyId, secret) }, { position });
      },
    }),
    defineRoute({
      id: 'revokeApiKey',
      method: 'DELETE',
      path: '/v1/api-keys/:apiKeyId',
      summary: 'Revoke an API key, for good',
      access: [],
      params: ApiKeyPath,
      query: nothing,
      body: nothing,
      responses: { 200: Revoked },
      handle: async ({ params: { apiKeyId }, cause }) => {
        const { position } = await apiKeys.execute(apiKeyId, [{ command: { type: 'RevokeApiKey' }, cause }]);
        return reply(200, { apiKeyId, status: 'revoked' as const }, { position });
      },
    }),
  ];
};
