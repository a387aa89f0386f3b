import { writeApiKey } from '../api/authenticate.js';
import type { Repositories } from '../commands/repositories.js';
import { SecretHash } from '../domain/api-key/api-key.js';
import { decodeOrThrow } from '../domain/codecs/decode.js';
import { ApiKeyId } from '../domain/codecs/ids.js';
import { Name } from '../domain/codecs/values.js';
import { hash, issueSecret, newId } from './ids.js';
import { type SecretFile, secretFile } from './secrets.js';

const id = decodeOrThrow(ApiKeyId, 'firstadmin');
const name = decodeOrThrow(Name, 'Made at the first start');
const prefix = writeApiKey(id, '');

export interface AdminKey {
  /** The key, where this data folder has it and it is still valid. */
  readonly key: string | undefined;
  readonly isNew: boolean;
  readonly file: SecretFile;
}

/** The admin key: made and kept in the data folder at the first start. The log has only the hash of its secret. */
export const ensureAdminKey = async (
  { apiKeys }: Pick<Repositories, 'apiKeys'>,
  dataDir: string,
): Promise<AdminKey> => {
  const file = secretFile(dataDir, 'admin-api-key');
  const { state } = await apiKeys.load(id);
  if (state.status !== 'absent') {
    const kept = await file.read();
    const opens = state.status === 'valid' && hash(kept?.slice(prefix.length) ?? '') === state.secretHash;
    return { key: opens ? kept : undefined, isNew: false, file };
  }
  const { secret } = issueSecret();
  const key = writeApiKey(id, secret);
  const secretHash = decodeOrThrow(SecretHash, hash(secret));
  // The file first: a key that the log knows and nobody has would lock everybody out.
  await file.write(key);
  const correlationId = newId();
  const cause = {
    actor: { kind: 'system', id: 'first-start' },
    correlationId,
    causationId: correlationId,
  } as const;
  await apiKeys.execute(id, [
    { command: { type: 'IssueApiKey', apiKeyId: id, name, role: 'admin', secretHash }, cause },
  ]);
  return { key, isNew: true, file };
};
