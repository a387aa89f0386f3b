import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../runtime/config.js';
import { secretFile, webhookSecret } from '../../runtime/secrets.js';
import { temporaryFolder } from '../support/leadline.js';

const configured = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;

describe('secrets', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  it('are in files that nobody but their owner may read', async () => {
    const file = secretFile(folder.path, 'secret');
    await file.write('s3cret');
    expect((await stat(file.path)).mode & 0o777).toBe(0o600);
    expect(await file.read()).toBe('s3cret');
  });

  it('that are not there are none, and so is a file that was cut off before anything was in it', async () => {
    const file = secretFile(folder.path, 'secret');
    expect(await file.read()).toBeUndefined();
    await writeFile(file.path, '');
    expect(await file.read()).toBeUndefined();
  });

  it('that cannot be read are not taken for lost', async () => {
    await expect(secretFile(folder.path, '.').read()).rejects.toThrow('EISDIR');
  });

  describe('the secret of webhooks', () => {
    const path = () => join(folder.path, 'webhook-secret');

    it('is made at the first start, kept for the owner only, and the same at the next', async () => {
      const made = await webhookSecret(undefined, folder.path);
      expect((await stat(path())).mode & 0o777).toBe(0o600);
      expect(await webhookSecret(undefined, folder.path)).toBe(made);
    });

    it('is one that receivers and the configuration take, and another one in every folder', async () => {
      const made = await webhookSecret(undefined, folder.path);
      expect(new Webhook(made).sign('msg', new Date(0), '{}')).toMatch(/^v1,/);
      expect(readConfig({ WEBHOOK_SECRET: made }).ok).toBe(true);
      const other = await temporaryFolder();
      expect(await webhookSecret(undefined, other.path)).not.toBe(made);
      await other.remove();
    });

    it('is the configured one where there is one, which is written nowhere', async () => {
      expect(await webhookSecret(configured, folder.path)).toBe(configured);
      await expect(stat(path())).rejects.toThrow('ENOENT');
    });

    it('is the configured one although another one was made before', async () => {
      const made = await webhookSecret(undefined, folder.path);
      expect(await webhookSecret(configured, folder.path)).toBe(configured);
      expect(await webhookSecret(undefined, folder.path)).toBe(made);
    });
  });
});
