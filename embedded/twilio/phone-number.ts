import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

interface PhoneNumber {
  /** As the whole world writes it (E.164). */
  readonly number: string;
  readonly isLandline: boolean;
  readonly country: string;
}

/** What a text that begins with a country code names; nothing if there can be no such number. */
export const readNumber = (text: string): PhoneNumber | undefined => {
  const parsed = text.length > 50 ? undefined : parsePhoneNumberFromString(text);
  if (parsed === undefined || !parsed.isValid()) return undefined;
  return {
    number: parsed.number,
    isLandline: parsed.getType() === 'FIXED_LINE',
    country: parsed.country ?? '',
  };
};
