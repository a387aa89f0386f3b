import { decode } from '../../domain/codecs/decode.js';
import { createSeal } from '../seal.js';
import { createSign, keyFor } from '../sign.js';
import { ArchiveError, type Line, SealedPart } from './format.js';

const place = 'archive';

/** Tells two keys of the house apart and gives nothing of them away. */
export const fingerprintOf = (key: Uint8Array): string =>
  createSign(keyFor('archive fingerprint', key))('').slice(0, 16);

/** Seals what would tell of people, or open something, with the key of the house: an archive can lie anywhere without it. */
export const createPartSeal = (key: Uint8Array) => {
  const seal = createSeal(keyFor('archives', key));
  return {
    toLine: (part: SealedPart): Line => ({ line: 'sealed', text: seal.seal(JSON.stringify(part), place) }),
    /** @throws ArchiveError when it was changed, or another Leadline wrote it */
    open: (text: string): SealedPart => {
      const opened = seal.open(text, place);
      if (!opened.ok) throw new ArchiveError('a sealed line of the archive was changed');
      const part = decode(SealedPart, JSON.parse(opened.secret), 'sealed');
      if (part.ok) return part.value;
      throw new ArchiveError(part.faults.map(({ path, message }) => `${path} ${message}`).join('; '));
    },
  };
};
