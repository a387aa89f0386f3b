import { createHash, createHmac, createPrivateKey, createPublicKey, hkdfSync, sign } from 'node:crypto';

/** A key for one purpose, from the one key that is kept (HKDF): what is signed for one is worth nothing for another. */
export const keyFor = (purpose: string, key: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', key, new Uint8Array(), `leadline ${purpose}`, 32));

/** Signs texts under a key: HMAC-SHA-256 in base64url. */
export const createSign =
  (key: Uint8Array) =>
  (text: string): string =>
    createHmac('sha256', key).update(text).digest('base64url');

/** SHA-256 in base64url. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8, and of a public one in SPKI (RFC 8410). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const spki = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * Signs with Ed25519, so that whoever has the public key can check it.
 * @param seed 32 bytes, for this purpose only
 */
export const createSigner = (
  seed: Uint8Array,
): { readonly publicKey: string; readonly sign: (text: string) => string } => {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(spki.length);
  return {
    publicKey: publicKey.toString('base64url'),
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64url'),
  };
};
