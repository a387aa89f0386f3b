import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Seal } from '../commands/seal.js';

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
