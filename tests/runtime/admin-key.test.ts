import { rm, stat } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAuthenticate } from '../../api/authenticate.js';
import { createRepositories } from '../../commands/repositories.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { ApiKeyId } from '../../domain/codecs/ids.js';
import { ensureAdminKey } from '../../runtime/admin-key.js';
import { equal, hash, newId } from '../../runtime/ids.js';
import { createInMemoryLog } from '../support/in-memory-log.js';
import { temporaryFolder } from '../support/leadline.js';
import { startOfTime } from '../support/virtual-leadline.js';

const clock = () => startOfTime;

/** A log that outlives the process, and a process at each `start`. */
const createWorld = () => {
  const log = createInMemoryLog(clock);
  const { readStream, append } = log;
  const repositories = () => createRepositories({ readStream, append, clock, newId });
  const roleOf = async (key: string | undefined) => {
    const { apiKeys } = repositories();
    return (await createAuthenticate({ apiKeys, hash, equal })(key ?? ''))?.role;
  };
  return { log, repositories, roleOf, start: (dataDir: string) => ensureAdminKey(repositories(), dataDir) };
};

describe('the admin key', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  it('is issued at the first start, opens the API, and is in a file for the owner only', async () => {
    const { start, roleOf } = createWorld();
    const { key, isNew, file } = await start(folder.path);
    expect(isNew).toBe(true);
    expect(await roleOf(key)).toBe('admin');
    expect(await file.read()).toBe(key);
    expect((await stat(file.path)).mode & 0o777).toBe(0o600);
  });

  it('is not in the log: only the hash of its secret is', async () => {
    const { start, log } = createWorld();
    const secret = (await start(folder.path)).key?.split('_').slice(2).join('_') ?? '';
    expect(secret.length).toBeGreaterThan(40);
    const text = JSON.stringify(log.all());
    expect(text).not.toContain(secret);
    expect(text).toContain(hash(secret));
  });

  it('is issued once; the next start reads it from its file', async () => {
    const { start, log } = createWorld();
    const first = await start(folder.path);
    const second = await start(folder.path);
    expect(second).toMatchObject({ key: first.key, isNew: false });
    expect(log.all().map(({ type }) => type)).toEqual(['ApiKeyIssued']);
  });

  it('is not made again where its file is lost: nobody has it here, and nobody is locked out', async () => {
    const { start, log, roleOf } = createWorld();
    const { key, file } = await start(folder.path);
    await rm(file.path);
    expect(await start(folder.path)).toMatchObject({ key: undefined, isNew: false });
    expect(log.all()).toHaveLength(1);
    expect(await roleOf(key)).toBe('admin');
  });

  it('that does not open this log is not shown as its key', async () => {
    const [one, other] = [createWorld(), createWorld()];
    await one.start(folder.path);
    const elsewhere = await temporaryFolder();
    await other.start(elsewhere.path);
    await elsewhere.remove();
    expect(await other.start(folder.path)).toMatchObject({ key: undefined, isNew: false });
  });

  it('that was revoked is not shown any more', async () => {
    const { start, repositories } = createWorld();
    await start(folder.path);
    const id = newId();
    const cause = { actor: { kind: 'system', id: 'test' }, correlationId: id, causationId: id } as const;
    const apiKeyId = decodeOrThrow(ApiKeyId, 'firstadmin');
    await repositories().apiKeys.execute(apiKeyId, [{ command: { type: 'RevokeApiKey' }, cause }]);
    expect(await start(folder.path)).toMatchObject({ key: undefined, isNew: false });
  });
});
