import * as t from 'io-ts';
import { under } from '../../domain/codecs/decode.js';
import { ConnectionId, SmsTemplateId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { PhoneNumber } from '../../domain/codecs/values.js';
import type { Fault } from '../../domain/errors.js';
import { SmsContent } from '../../domain/sms-template/sms-template.js';
import { VersionNumber } from '../../domain/versioned.js';
import type { Reference } from '../../rules/reference.js';
import { type ActionContext, type ActionDecision, defineAction, fail } from '../action.js';
import type { SmsMessage } from '../message.js';
import { templateFaults } from '../personalise.js';
import { fillSms } from '../phone/fill-sms.js';
import { reach } from '../phone/reach.js';
import { defaultConnection } from './send-email.js';

const settings = closed(
  'SendSmsSettings',
  { type: t.literal('send-sms') },
  {
    /** Either a template … */
    templateId: SmsTemplateId,
    /** The newest unless given. */
    templateVersion: VersionNumber,
    /** … or a text. */
    text: SmsContent.required.text,
    connectionId: ConnectionId,
    /** One of the connection's numbers; its first unless given. */
    from: PhoneNumber,
  },
);
type Settings = t.TypeOf<typeof settings>;

const faults = ({ templateId, templateVersion, text }: Settings, path: string): readonly Fault[] => [
  ...(templateId === undefined && text === undefined
    ? [{ path: under(path, 'text'), message: 'is missing: give a text, or a templateId' }]
    : []),
  ...(templateId !== undefined && text !== undefined
    ? [{ path: under(path, 'templateId'), message: 'cannot stand beside text: the template has the text' }]
    : []),
  ...(templateId === undefined && templateVersion !== undefined
    ? [{ path: under(path, 'templateVersion'), message: 'needs a templateId' }]
    : []),
  ...templateFaults(text, under(path, 'text')),
];

const references = ({ templateId, templateVersion, connectionId }: Settings): readonly Reference[] => [
  ...(templateId === undefined
    ? []
    : [
        {
          kind: 'sms-template' as const,
          id: templateId,
          ...(templateVersion === undefined
            ? { path: 'templateId' }
            : { version: templateVersion, path: 'templateVersion' }),
        },
      ]),
  { kind: 'twilio', id: connectionId ?? defaultConnection, path: 'connectionId' },
];

type Found = { readonly text: string } & Pick<SmsMessage, 'template'>;

const textOf = async (
  { templateId, templateVersion, text }: Settings,
  { catalogue }: ActionContext,
): Promise<Found | undefined> => {
  if (templateId === undefined) return text === undefined ? undefined : { text };
  const versions = await catalogue.smsTemplate(templateId);
  const version = templateVersion ?? versions.length;
  const content = versions[version - 1];
  return content === undefined ? undefined : { text: content.text, template: { templateId, version } };
};

/** As much of a text as its sentence needs. */
const beginning = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

const run = async (action: Settings, context: ActionContext): Promise<ActionDecision> => {
  const { lead, links, idempotencyKey: messageId } = context;
  const reached = await reach('sms', action, lead.attributes['phone'], context);
  if (!reached.ok) return reached.refused;
  const { connectionId, from, to } = reached;
  const found = await textOf(action, context);
  if (found === undefined)
    return fail('unknown-template', `The SMS template “${action.templateId}” has no such version.`);
  const filled = fillSms(found.text, await context.variables());
  if (!filled.ok) return fail('unusable-text', filled.message);
  const message: SmsMessage = {
    channel: 'sms',
    connectionId,
    messageId,
    from,
    to,
    text: filled.text,
    segments: filled.segments,
    callbackUrl: links.callback({ leadId: lead.leadId, messageId }, connectionId, 'sms'),
    ...(found.template === undefined ? {} : { template: found.template }),
  };
  return { kind: 'send', message };
};

export const sendSms = defineAction<Settings>({
  type: 'send-sms',
  label: 'Send SMS message',
  settings,
  sentence: ({ text, templateId }) =>
    text === undefined
      ? `send the SMS template “${templateId}”`
      : `send the text message “${beginning(text)}”`,
  faults,
  references,
  run,
});
