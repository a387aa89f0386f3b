import { createHash, randomBytes } from 'node:crypto';

/** A new id of Twilio's shape: two letters that say of what, and 32 hexadecimal digits. */
export const newSid = (prefix: 'SM' | 'CA' | 'RE'): string => `${prefix}${randomBytes(16).toString('hex')}`;

/** The id of a number of the account: the same at every start. */
export const phoneNumberSid = (number: string): string =>
  `PN${createHash('sha256').update(number).digest('hex').slice(0, 32)}`;
