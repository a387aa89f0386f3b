import type * as t from 'io-ts';
import { SmsTemplateId } from '../codecs/ids.js';
import { closed } from '../codecs/struct.js';
import { body, line } from '../codecs/text.js';
import { Name } from '../codecs/values.js';
import { defineVersioned, type VersionedEvent } from '../versioned.js';

/** What a text message says; `text` may hold `{{ contact.firstName }}`-style variables. */
export const SmsContent = closed(
  'SmsContent',
  { name: Name, text: body('SmsText', 1600) },
  { description: line('Description', 1000) },
);
export type SmsContent = t.TypeOf<typeof SmsContent>;

export const smsTemplates = defineVersioned('SmsTemplate', 'SMS template', SmsTemplateId, SmsContent);
export type SmsTemplateEvent = VersionedEvent<typeof smsTemplates>;
