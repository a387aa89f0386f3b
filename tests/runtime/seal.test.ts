import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SealedText } from '../../domain/connection/secrets.js';
import { readConfig } from '../../runtime/config.js';
import { encryptionKey } from '../../runtime/encryption-key.js';
import { createSeal } from '../../runtime/seal.js';
import { keyFor } from '../../runtime/sign.js';
import { fc } from '../support/arbitraries.js';
import { temporaryFolder } from '../support/leadline.js';

const keyOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const { seal, open } = createSeal(keyOf(1));
const place = 'connection-main/password';
const unopened = { ok: false };

describe('a sealed secret', () => {
  it('opens in its place, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (secret, where) => {
        expect(open(seal(secret, where), where)).toEqual({ ok: true, secret });
      }),
    );
  });

  it('says nothing of what is in it, and is another text each time', () => {
    const sealed = seal('hunter2hunter2hunter2', place);
    expect(sealed).not.toContain(Buffer.from('hunter2hunter2hunter2').toString('base64url'));
    expect(Buffer.from(sealed.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain('hunter2');
    expect(new Set(Array.from({ length: 100 }, () => seal('hunter2', place).split('.')[1])).size).toBe(100);
  });

  it('is text that events take', () => {
    for (const secret of ['', 'a', 'ä'.repeat(16_000)]) expect(SealedText.is(seal(secret, place))).toBe(true);
  });

  it('does not open in another place', () => {
    const sealed = seal('hunter2', place);
    for (const other of ['connection-main/authToken', 'connection-other/password', ''])
      expect(open(sealed, other)).toEqual(unopened);
  });

  it('does not open with another key, nor with one for another purpose', () => {
    const sealed = seal('hunter2', place);
    expect(createSeal(keyOf(2)).open(sealed, place)).toEqual(unopened);
    expect(createSeal(keyFor('connections', keyOf(1))).open(sealed, place)).toEqual(unopened);
  });

  it('does not open once a single bit of it was changed', () => {
    const parts = seal('hunter2', place).split('.');
    for (const part of [1, 2, 3]) {
      const bytes = Buffer.from(parts[part] ?? '', 'base64url');
      for (const [at, byte] of bytes.entries()) {
        const changed = Buffer.from(bytes);
        changed[at] = byte ^ 1;
        const text = parts.with(part, changed.toString('base64url')).join('.');
        expect(open(text, place)).toEqual(unopened);
      }
    }
  });

  it('does not open when a part of it is missing', () => {
    const [version = '', nonce = '', text = '', tag = ''] = seal('hunter2', place).split('.');
    for (const wrong of [
      '',
      'hunter2',
      `v2.${nonce}.${text}.${tag}`,
      `${version}.${nonce}.${text}`,
      // A shorter tag would be easier to guess.
      `${version}.${nonce}.${text}.${tag.slice(0, 6)}`,
      `${version}.${nonce.slice(0, 8)}.${text}.${tag}`,
      `${version}.${nonce}.${text}.${tag}\n`,
    ])
      expect(open(wrong, place)).toEqual(unopened);
  });
});

describe('the encryption key', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());
  const path = () => join(folder.path, 'encryption-key');
  const configured = Buffer.alloc(32, 7).toString('base64');

  it('is made at the first start, kept for the owner only, and the same at the next', async () => {
    const made = await encryptionKey(undefined, folder.path);
    expect(made).toHaveLength(32);
    expect((await stat(path())).mode & 0o777).toBe(0o600);
    expect(await encryptionKey(undefined, folder.path)).toEqual(made);
    const other = await temporaryFolder();
    expect(await encryptionKey(undefined, other.path)).not.toEqual(made);
    await other.remove();
  });

  it('is the configured one where there is one, which is written nowhere', async () => {
    expect(readConfig({ ENCRYPTION_KEY: configured }).ok).toBe(true);
    expect(await encryptionKey(configured, folder.path)).toEqual(Buffer.alloc(32, 7));
    await expect(stat(path())).rejects.toThrow('ENOENT');
  });

  it('is refused when it is not whole, and the error says where it is, but not what', async () => {
    const cut = configured.slice(0, 30);
    await writeFile(path(), cut);
    const refused = encryptionKey(undefined, folder.path);
    await expect(refused).rejects.toThrow(`${path()} is not 32 bytes`);
    await expect(refused).rejects.not.toThrow(cut);
    await expect(encryptionKey(cut, folder.path)).rejects.toThrow('ENCRYPTION_KEY is not 32 bytes');
  });
});
