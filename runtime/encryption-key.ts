import { randomBytes } from 'node:crypto';
import { secretFile } from './secrets.js';

/** In the data folder. */
export const keyFileName = 'encryption-key';

/** Whether a text is 32 bytes in base64. */
export const isKey = (text: string): boolean => /^[A-Za-z0-9+/]{43}=$/.test(text);

/**
 * The key that everything secret is sealed with: the configured one, or one made at the first start and kept.
 * Never used as it is: `keyFor` derives one for each purpose.
 * @throws Error when it is not 32 bytes in base64: one that was cut off would open nothing, and seal what no other opens
 */
export const encryptionKey = async (configured: string | undefined, dataDir: string): Promise<Uint8Array> => {
  const file = secretFile(dataDir, keyFileName);
  const kept = configured ?? (await file.read());
  if (kept === undefined) {
    const made = randomBytes(32);
    await file.write(made.toString('base64'));
    return made;
  }
  if (isKey(kept)) return Buffer.from(kept, 'base64');
  const where = configured === undefined ? file.path : 'ENCRYPTION_KEY';
  throw new Error(`the encryption key in ${where} is not 32 bytes in base64`);
};
