import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { PhoneNumber } from '../domain/codecs/values.js';

const maxLength = 100;

/** Directions of writing and the like, which copying from an address book leaves in a number. */
const invisible = /\p{Cf}/gu;

/**
 * The phone number that a person wrote, as the whole world writes it; `undefined` where it is none that can be somebody's.
 * A number that costs whoever calls it extra is no lead's, and one with an extension is its switchboard's.
 * @param region the country that a number without a country code is from
 */
export const toPhoneNumber = (text: string, region: string): PhoneNumber | undefined => {
  if (text.length > maxLength) return undefined;
  const parsed = parsePhoneNumberFromString(text.replace(invisible, '').trim(), {
    ...(isSupportedCountry(region) ? { defaultCountry: region } : {}),
    extract: false,
  });
  if (parsed === undefined || !parsed.isValid() || parsed.ext !== undefined) return undefined;
  if (parsed.getType() === 'PREMIUM_RATE') return undefined;
  return PhoneNumber.is(parsed.number) ? parsed.number : undefined;
};
