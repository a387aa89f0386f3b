import { text } from '../../domain/codecs/text.js';
import { defineTrigger } from '../trigger.js';

/** In capitals or not: it is kept in capitals. */
const Keyword = text('Keyword', {
  message: 'must be a word of 1 to 50 letters and digits',
  schema: { minLength: 1, maxLength: 50 },
  fits: (input) => /^[\p{L}\p{N}]{1,50}$/u.test(input),
  normalise: (input) => input.toUpperCase(),
});

/** In capitals, and whatever stands before and after it. */
const firstWord = (text: string): string | undefined => /[\p{L}\p{N}]+/u.exec(text)?.[0].toUpperCase();

/** The lead wrote to one of our numbers (a text that begins with this word). */
export const smsReceived = defineTrigger({
  type: 'sms-received',
  label: 'SMS received',
  required: {},
  optional: { keyword: Keyword },
  eventTypes: ['SmsReceived'],
  subjects: { keyword: ({ data }) => [firstWord(data.text)] },
});
