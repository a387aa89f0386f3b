import { createHmac, hkdfSync } from 'node:crypto';

/** A key for one purpose, from the one key that is kept (HKDF): what is signed for one is worth nothing for another. */
export const keyFor = (purpose: string, key: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', key, new Uint8Array(), `leadline ${purpose}`, 32));

/** Signs texts under a key: HMAC-SHA-256 in base64url. */
export const createSign =
  (key: Uint8Array) =>
  (text: string): string =>
    createHmac('sha256', key).update(text).digest('base64url');
