import { aggregates } from '../domain/aggregates.js';
import type { SmsTemplateId } from '../domain/codecs/ids.js';
import type { SmsContent } from '../domain/sms-template/sms-template.js';
import { type VersionedDocument, versionedReadModel } from './versioned.js';

export type SmsTemplateDocument = VersionedDocument<SmsTemplateId, SmsContent>;

/** Every template of text messages. */
export const smsTemplates = versionedReadModel('sms_templates', aggregates.smsTemplate);
