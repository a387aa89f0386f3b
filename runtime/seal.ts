import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Seal } from '../commands/seal.js';
import { secretFile } from './secrets.js';

/**
 * The key that everything secret is sealed with: the configured one, or one made at the first start and kept.
 * Never used as it is: `keyFor` derives one for each purpose.
 * @throws Error when it is not 32 bytes in base64: one that was cut off would open nothing, and seal what no other opens
 */
export const encryptionKey = async (configured: string | undefined, dataDir: string): Promise<Uint8Array> => {
  const file = secretFile(dataDir, 'encryption-key');
  const kept = configured ?? (await file.read());
  if (kept === undefined) {
    const made = randomBytes(32);
    await file.write(made.toString('base64'));
    return made;
  }
  if (/^[A-Za-z0-9+/]{43}=$/.test(kept)) return Buffer.from(kept, 'base64');
  const where = configured === undefined ? file.path : 'ENCRYPTION_KEY';
  throw new Error(`the encryption key in ${where} is not 32 bytes in base64`);
};

const algorithm = 'aes-256-gcm';
const shape = /^v1\.([\w-]{16})\.([\w-]*)\.([\w-]{22})$/;

/**
 * Seals secrets with AES-256-GCM as `v1.<nonce>.<ciphertext>.<tag>`; a sealed text opens only in the place that it was
 * sealed for, which is authenticated with it.
 * @param key 32 bytes, for this purpose only
 */
export const createSeal = (key: Uint8Array): Seal => ({
  seal: (secret, place) => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(place));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return ['v1', ...[nonce, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join(
      '.',
    );
  },
  open: (text, place) => {
    const [, nonce, sealed, tag] = shape.exec(text) ?? [];
    if (nonce === undefined || sealed === undefined || tag === undefined) return { ok: false };
    try {
      const decipher = createDecipheriv(algorithm, key, Buffer.from(nonce, 'base64url'))
        .setAAD(Buffer.from(place))
        .setAuthTag(Buffer.from(tag, 'base64url'));
      const opened = Buffer.concat([decipher.update(Buffer.from(sealed, 'base64url')), decipher.final()]);
      return { ok: true, secret: opened.toString('utf8') };
    } catch {
      // Another key, another place, or somebody changed it: AES-GCM does not say which.
      return { ok: false };
    }
  },
});
