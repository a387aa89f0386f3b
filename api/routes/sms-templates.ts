import * as t from 'io-ts';
import { PhoneTest, SmsPreview } from '../../commands/test-phone.js';
import { SmsTemplateId } from '../../domain/codecs/ids.js';
import { integer } from '../../domain/codecs/numbers.js';
import { closed, open } from '../../domain/codecs/struct.js';
import { oneOf } from '../../domain/codecs/text.js';
import { SmsContent } from '../../domain/sms-template/sms-template.js';
import { readers } from '../access.js';
import type { ApiPorts } from '../ports.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';
import { showTest, TestAnswer } from '../test-answer.js';
import { versionedRoutes } from './versioned.js';

const path = '/v1/sms-templates';
const Path = closed('SmsTemplateTestPath', { templateId: SmsTemplateId });
const PreviewAnswer = open('SmsPreviewAnswer', {
  text: t.string,
  encoding: oneOf('SmsEncoding', ['GSM-7', 'UCS-2']),
  segments: integer('SegmentsShown', { min: 1, max: 100 }),
});

/** Templates of text messages. */
export const smsTemplateRoutes = ({ commands, queries, newId }: ApiPorts): readonly Route[] => [
  ...versionedRoutes({
    name: 'SmsTemplate',
    noun: 'SMS template',
    path,
    idName: 'templateId',
    id: SmsTemplateId,
    content: SmsContent,
    example: { name: 'Thank you', text: 'Thank you, {{ contact.firstName | default: "friend" }}!' },
    manage: commands.manageSmsTemplates,
    page: queries.smsTemplates,
    newId,
  }),
  defineRoute({
    id: 'previewSmsTemplate',
    method: 'POST',
    path: `${path}/:templateId/preview`,
    summary: 'What an SMS template says, with the values of a lead, and in how many segments it goes',
    access: readers,
    params: Path,
    query: nothing,
    body: SmsPreview,
    example: {},
    isReading: true,
    responses: { 200: PreviewAnswer },
    problems: ['unusable'],
    handle: async ({ params: { templateId }, body }) =>
      reply(200, await commands.testPhone.previewSms(templateId, body)),
  }),
  defineRoute({
    id: 'testSmsTemplate',
    method: 'POST',
    path: `${path}/:templateId/test`,
    summary: 'Send an SMS template to a number, to see how it arrives',
    access: [],
    params: Path,
    query: nothing,
    body: PhoneTest,
    example: { to: '+12025550123' },
    responses: { 200: TestAnswer },
    problems: ['unusable'],
    handle: async ({ params: { templateId }, body }) =>
      reply(200, showTest(await commands.testPhone.sendSms(templateId, body))),
  }),
];
