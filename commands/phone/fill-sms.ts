import { personalise, type Variables } from '../personalise.js';
import { type SmsSize, smsSizeOf } from '../sms-segments.js';
import { readable } from './readable.js';

export type FilledSms =
  | ({ readonly ok: true; readonly text: string } & SmsSize)
  | { readonly ok: false; readonly message: string };

/** What the provider takes. */
const maxLength = 1600;

/** Fills in the text of a message; one that is blank or too long then cannot be sent. */
export const fillSms = (template: string, variables: Variables): FilledSms => {
  const filled = personalise(template, variables, 'plain');
  if (!filled.ok) return { ok: false, message: `The text cannot be filled in: ${filled.message}` };
  const text = readable(filled.text);
  if (text === '') return { ok: false, message: 'Nothing is left of the text when it is filled in.' };
  if (text.length > maxLength)
    return {
      ok: false,
      message: `The text has ${text.length} characters when it is filled in; ${maxLength} are allowed.`,
    };
  return { ok: true, text, ...smsSizeOf(text) };
};
