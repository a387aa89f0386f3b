import * as t from 'io-ts';
import { closed } from '../../domain/codecs/struct.js';
import { pattern } from '../../domain/codecs/text.js';
import { defineTrigger } from '../trigger.js';

const Keyword = pattern('Keyword', /^[\p{L}\p{N}]{1,50}$/u, 'must be a word of 1 to 50 letters and digits');

const settings = closed('SmsReceivedTrigger', { type: t.literal('sms-received') }, { keyword: Keyword });

/** In capitals or not, and whatever stands before and after it. */
const firstWord = (text: string): readonly string[] => {
  const [word] = /[\p{L}\p{N}]+/u.exec(text) ?? [];
  return word === undefined ? [] : [word.toUpperCase()];
};

/** The lead wrote to one of our numbers (a text that begins with this word). */
export const smsReceived = defineTrigger<t.TypeOf<typeof settings>, 'SmsReceived'>({
  type: 'sms-received',
  label: 'SMS received',
  settings,
  eventType: 'SmsReceived',
  subject: ({ keyword }) => keyword?.toUpperCase(),
  subjects: ({ data }) => firstWord(data.text),
});
