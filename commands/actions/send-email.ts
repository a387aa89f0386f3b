import * as t from 'io-ts';
import { decode, decodeOrThrow, under } from '../../domain/codecs/decode.js';
import { ConnectionId, TemplateId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { body, line } from '../../domain/codecs/text.js';
import { EmailAddress } from '../../domain/codecs/values.js';
import type { Fault } from '../../domain/errors.js';
import type { EmailContent } from '../../domain/template/template.js';
import { TemplateVersion } from '../../domain/template/template.js';
import type { Reference } from '../../rules/condition.js';
import { type ActionContext, type ActionDecision, defineAction } from '../action.js';
import type { EmailMessage } from '../message.js';
import { personalise, templateFaults } from '../personalise.js';

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
    from: line('From', 300),
    replyTo: EmailAddress,
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

const fail = (code: string, message: string): ActionDecision => ({ kind: 'fail', reason: { code, message } });
const skip = (code: string, message: string): ActionDecision => ({ kind: 'skip', reason: { code, message } });

/** Line breaks in a value must not become header lines. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

const run = async (action: Settings, context: ActionContext): Promise<ActionDecision> => {
  const { email } = context.lead.attributes;
  if (email === undefined || email === '') return skip('no-email-address', 'The lead has no e-mail address.');
  const to = decode(EmailAddress, email);
  if (!to.ok) return skip('wrong-email-address', `“${email}” is not an e-mail address.`);
  const found = await contentOf(action, context);
  if (found === undefined)
    return fail('unknown-template', `The template “${action.templateId}” has no such version.`);
  const { subject, html, text } = found.content;
  const variables = await context.variables();
  const filled: { subject?: string; html?: string; text?: string } = {};
  for (const [part, source] of Object.entries({ subject, html, text })) {
    if (source === undefined) continue;
    const result = personalise(source, variables, part === 'html' ? 'html' : 'plain');
    if (!result.ok) return fail('unusable-template', `The ${part} cannot be filled in: ${result.message}`);
    if (part === 'subject') filled.subject = oneLine(result.text);
    else if (part === 'html') filled.html = result.text;
    else filled.text = result.text;
  }
  const { connectionId, from, replyTo } = action;
  const message: EmailMessage = {
    channel: 'email',
    connectionId: connectionId ?? defaultConnection,
    messageId: `<${context.idempotencyKey}@leadline>`,
    to: to.value,
    subject: filled.subject ?? '',
    headers: {},
    ...(filled.html === undefined ? {} : { html: filled.html }),
    ...(filled.text === undefined ? {} : { text: filled.text }),
    ...(from === undefined ? {} : { from }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(found.template === undefined ? {} : { template: found.template }),
  };
  return { kind: 'send', message };
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
