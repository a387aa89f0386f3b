import { describe, it } from 'vitest';
import { type ApiKeyEvent, apiKeyDecider, SecretHash } from '../../../domain/api-key/api-key.js';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { ApiKeyId } from '../../../domain/codecs/ids.js';
import { Name } from '../../../domain/codecs/values.js';
import { specOf } from '../../support/given-when-then.js';

const { given } = specOf(apiKeyDecider);

const apiKeyId = decodeOrThrow(ApiKeyId, 'k0000001');
const key = {
  apiKeyId,
  name: decodeOrThrow(Name, 'Shop'),
  role: 'client',
  secretHash: decodeOrThrow(SecretHash, 'a'.repeat(64)),
} as const;
const issue = { type: 'IssueApiKey', ...key } as const;
const issued: ApiKeyEvent = { type: 'ApiKeyIssued', data: key };
const revoked: ApiKeyEvent = { type: 'ApiKeyRevoked', data: { apiKeyId } };

describe('issuing an API key', () => {
  it('issues it, once', () => {
    given().when(issue).thenEvents(issued);
    given(issued).when(issue).thenNothing();
  });

  it('refuses an id that another key has', () => {
    const secretHash = decodeOrThrow(SecretHash, 'b'.repeat(64));
    given(issued)
      .when({ ...issue, secretHash })
      .thenRefused('conflict');
  });

  it('does not bring a revoked key back', () => {
    given(issued, revoked).when(issue).thenRefused('conflict');
  });
});

describe('revoking an API key', () => {
  it('revokes it, once', () => {
    given(issued).when({ type: 'RevokeApiKey' }).thenEvents(revoked);
    given(issued, revoked).when({ type: 'RevokeApiKey' }).thenNothing();
  });

  it('refuses a key that does not exist', () => {
    given().when({ type: 'RevokeApiKey' }).thenRefused('notFound');
    given(revoked).when({ type: 'RevokeApiKey' }).thenRefused('notFound');
  });
});
