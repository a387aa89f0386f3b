import { decodeOrThrow } from '../domain/codecs/decode.js';
import { OfferCode } from '../domain/lead/offer.js';

/** Without I, L, O and U, which people take for other letters. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A code that people can type in, such as `7KQ2-M4XD-91ZB`: the same for the same step, and different for every other.
 * @param key a key that ends in the run's id, half of which is random, and the step's number
 */
export const offerCodeOf = (key: string): OfferCode => {
  const digits = key.replaceAll(/[^0-9a-f]/g, '').slice(-15);
  const code = [...BigInt(`0x${digits}`).toString(letters.length).padStart(12, '0')]
    .map((digit) => letters[Number.parseInt(digit, letters.length)] ?? '')
    .join('');
  return decodeOrThrow(OfferCode, code.replaceAll(/(.{4})(?=.)/g, '$1-'));
};
