import * as t from 'io-ts';
import { decodeOrThrow, under } from '../../domain/codecs/decode.js';
import { ConnectionId, TemplateId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { body, line, oneOf } from '../../domain/codecs/text.js';
import { EmailAddress, Mailbox } from '../../domain/codecs/values.js';
import type { Fault } from '../../domain/errors.js';
import type { EmailContent } from '../../domain/template/template.js';
import { TemplateVersion } from '../../domain/template/template.js';
import type { Reference } from '../../rules/reference.js';
import { type ActionContext, type ActionDecision, defineAction, fail, skip } from '../action.js';
import { composeEmail, type EmailDraft } from '../email/compose.js';
import { emailAddressOf } from '../email-address.js';
import { templateFaults } from '../personalise.js';

const settings = closed(
  'SendEmailSettings',
  { type: t.literal('send-email') },
  {
    templateId: TemplateId,
    /** The newest unless given. */
    templateVersion: TemplateVersion,
    /** In place of the template's. */
    subject: line('SubjectTemplate', 500),
    html: body('HtmlTemplate', 500_000),
    text: body('TextTemplate', 100_000),
    connectionId: ConnectionId,
    from: Mailbox,
    replyTo: EmailAddress,
    /** `marketing` unless given. What is transactional needs no consent, and offers no way to unsubscribe. */
    purpose: oneOf('EmailPurpose', ['marketing', 'transactional']),
    /** Whether opens and clicks are recorded; they are unless it is false. */
    tracking: t.boolean,
  },
);
type Settings = t.TypeOf<typeof settings>;

export const defaultConnection = decodeOrThrow(ConnectionId, 'default');

const faults = ({ templateId, subject, html, text }: Settings, path: string): readonly Fault[] => [
  ...(templateId === undefined && subject === undefined
    ? [{ path: under(path, 'subject'), message: 'is missing: give a subject, or a templateId' }]
    : []),
  ...(templateId === undefined && html === undefined && text === undefined
    ? [{ path: under(path, 'text'), message: 'is missing: give a text, html, or a templateId' }]
    : []),
  ...(templateId !== undefined && (html !== undefined || text !== undefined)
    ? [
        {
          path: under(path, 'templateId'),
          message: 'cannot stand beside text or html: the template has the body',
        },
      ]
    : []),
  ...templateFaults(subject, under(path, 'subject')),
  ...templateFaults(html, under(path, 'html')),
  ...templateFaults(text, under(path, 'text')),
];

const references = ({ templateId, templateVersion, connectionId }: Settings): readonly Reference[] => [
  ...(templateId === undefined
    ? []
    : [
        templateVersion === undefined
          ? { kind: 'template' as const, id: templateId, path: 'templateId' }
          : { kind: 'template' as const, id: templateId, version: templateVersion, path: 'templateVersion' },
      ]),
  { kind: 'smtp', id: connectionId ?? defaultConnection, path: 'connectionId' },
];

type Content = Partial<Pick<EmailContent, 'subject' | 'html' | 'text'>>;

const contentOf = async (
  { templateId, templateVersion, subject, html, text }: Settings,
  { catalogue }: ActionContext,
): Promise<
  | {
      readonly content: Content;
      readonly template?: { readonly templateId: TemplateId; readonly version: number };
    }
  | undefined
> => {
  const own: Content = {
    ...(subject === undefined ? {} : { subject }),
    ...(html === undefined ? {} : { html }),
    ...(text === undefined ? {} : { text }),
  };
  if (templateId === undefined) return { content: own };
  const { versions } = await catalogue.template(templateId);
  const version = templateVersion ?? versions.length;
  const content = versions[version - 1];
  return content === undefined
    ? undefined
    : { content: { ...content, ...own }, template: { templateId, version } };
};

const run = async (action: Settings, context: ActionContext): Promise<ActionDecision> => {
  const { lead, now, catalogue, links, idempotencyKey: key } = context;
  const address = emailAddressOf(lead);
  if (!address.ok) return { kind: 'skip', reason: address.reason };
  const to = address.address;
  const suppressed = await catalogue.suppression('email', to);
  if (suppressed !== undefined) return skip('suppressed', suppressed.message);
  const found = await contentOf(action, context);
  if (found === undefined)
    return fail('unknown-template', `The template “${action.templateId}” has no such version.`);
  const { connectionId = defaultConnection, from, replyTo, purpose = 'marketing', tracking = true } = action;
  const draft: EmailDraft = {
    leadId: lead.leadId,
    key,
    now,
    to,
    ...found,
    connectionId,
    purpose,
    isTracked: tracking,
    ...(from === undefined ? {} : { from }),
    ...(replyTo === undefined ? {} : { replyTo }),
  };
  const composed = await composeEmail(draft, await context.variables(), links);
  return composed.ok
    ? { kind: 'send', message: composed.message }
    : fail('unusable-template', `The ${composed.part} cannot be filled in: ${composed.message}`);
};

export const sendEmail = defineAction<Settings>({
  type: 'send-email',
  label: 'Send e-mail',
  settings,
  sentence: ({ subject, templateId }) =>
    subject === undefined ? `send the e-mail template “${templateId}”` : `send the e-mail “${subject}”`,
  faults,
  references,
  run,
});
