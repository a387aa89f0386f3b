import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Verified, verifyHistory } from '../commands/history/verify-history.js';
import type { AddCommand } from './command.js';

/** What stands before the 32 bytes of an Ed25519 key in SPKI (RFC 8410). */
const spki = Buffer.from('302a300506032b6570032100', 'hex');

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Whether a text was signed by the owner of the public key; never by a key that is none. */
export const isSigned = (text: string, signature: string, publicKey: string): boolean => {
  const bytes = Buffer.from(publicKey, 'base64url');
  if (bytes.length !== 32) return false;
  const key = createPublicKey({ key: Buffer.concat([spki, bytes]), format: 'der', type: 'spki' });
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
};

interface Options {
  readonly publicKey?: string;
}

const conclude = (verified: Verified, file: string, { publicKey }: Options): readonly [string, boolean] => {
  if (!verified.ok) return [`${file}: line ${verified.line} ${verified.message}`, false];
  const { header, events, head, erased } = verified;
  if (publicKey !== undefined && publicKey !== header.publicKey)
    return [`${file}: signed with another key: ${header.publicKey}`, false];
  const erasure = erased === 0 ? '' : `, of which ${erased} are erased`;
  const trust =
    publicKey === undefined ? `; compare the key with GET /v1/export-key, or give it with --public-key` : '';
  return [
    `${file}: whole and unchanged: ${events} events of lead ${header.leadId}${erasure}, exported ${header.exportedAt}\n` +
      `  head ${head}\n  signed with ${header.publicKey}${trust}`,
    true,
  ];
};

/** `leadline verify-export <file>`: whether an exported history is whole and unchanged. Needs no server. */
export const addVerifyExport: AddCommand = (program, { out, exitWith }) => {
  program
    .command('verify-export <file>')
    .description('check an exported history: that no event was changed, left out or added')
    .option('--public-key <key>', 'the key that it must be signed with (GET /v1/export-key)')
    .action(async (file: string, options: Options) => {
      const input = createReadStream(file, 'utf8');
      // A file that cannot be read is an error of the stream, which readline does not pass on.
      const failed = new Promise<never>((_, reject) => {
        input.once('error', reject);
      });
      const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
      const verified = await Promise.race([verifyHistory(lines, { sha256, isSigned }), failed]);
      const [text, isWell] = conclude(verified, file, options);
      out.write(`${text}\n`);
      if (!isWell) exitWith(1);
    });
};
