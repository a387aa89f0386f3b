import { decode } from '../../domain/codecs/decode.js';
import type { ConnectionId, LeadId } from '../../domain/codecs/ids.js';
import type { Instant } from '../../domain/codecs/time.js';
import { type EmailAddress, type Mailbox, Url } from '../../domain/codecs/values.js';
import type { TemplateRef } from '../../domain/lead/message-events.js';
import type { MessageRef } from '../../domain/lead/message-ref.js';
import type { EmailContent } from '../../domain/template/template.js';
import type { Links } from '../links.js';
import type { EmailMessage } from '../message.js';
import { personalise, type Variables } from '../personalise.js';
import { messageIdOf } from './message-id.js';
import { oneLine } from './one-line.js';
import { addPixel, trackLinks } from './rewrite-html.js';
import { textPart } from './text-part.js';
import { unsubscribeHeaders } from './unsubscribe.js';

/** What an e-mail is made from. */
export interface EmailDraft {
  readonly leadId: LeadId;
  /** The step's: the same at every try. */
  readonly key: string;
  readonly now: Instant;
  readonly to: EmailAddress;
  readonly content: Partial<Pick<EmailContent, 'subject' | 'html' | 'text'>>;
  readonly template?: TemplateRef;
  readonly connectionId: ConnectionId;
  readonly from?: Mailbox;
  readonly replyTo?: EmailAddress;
  /** Marketing can be unsubscribed from, and is not sent to those who have; transactional mail is part of a deal. */
  readonly purpose: 'marketing' | 'transactional';
  /** Whether opening and following links is recorded. */
  readonly isTracked: boolean;
}

export type Composed =
  | { readonly ok: true; readonly message: EmailMessage }
  | { readonly ok: false; readonly part: string; readonly message: string };

const optional = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } => {
  const result: { [P in K]?: V } = {};
  if (value !== undefined) result[key] = value;
  return result;
};

const tracked = async (html: string, ref: MessageRef, links: Links, untracked: string): Promise<string> => {
  const track = (text: string): string | undefined => {
    const url = decode(Url, text);
    return url.ok && text !== untracked ? links.click(ref, url.value) : undefined;
  };
  return addPixel(await trackLinks(html, track), links.open(ref));
};

/** Fills in the texts of an e-mail, adds the text part, the tracking and the way to unsubscribe. */
export const composeEmail = async (
  draft: EmailDraft,
  variables: Variables,
  links: Links,
): Promise<Composed> => {
  const { leadId, key, now, to, content, template, purpose, connectionId } = draft;
  const ref: MessageRef = { leadId, messageId: key, sentAt: now, ...optional('template', template) };
  const unsubscribeUrl = links.unsubscribe(ref);
  const known: Variables = { ...variables, message: { unsubscribeUrl } };
  const filled: { subject?: string; html?: string; text?: string } = {};
  for (const part of ['subject', 'html', 'text'] as const) {
    const source = content[part];
    if (source === undefined) continue;
    const result = personalise(source, known, part === 'html' ? 'html' : 'plain');
    if (!result.ok) return { ok: false, part, message: result.message };
    filled[part] = result.text;
  }
  const { html } = filled;
  const text = filled.text ?? (html === undefined ? undefined : textPart(html));
  return {
    ok: true,
    message: {
      channel: 'email',
      purpose,
      connectionId,
      messageId: messageIdOf(key),
      to,
      subject: oneLine(filled.subject ?? ''),
      headers: purpose === 'marketing' ? unsubscribeHeaders(unsubscribeUrl) : {},
      ...optional('text', text),
      ...optional(
        'html',
        html === undefined || !draft.isTracked ? html : await tracked(html, ref, links, unsubscribeUrl),
      ),
      ...optional('from', draft.from),
      ...optional('replyTo', draft.replyTo),
      ...optional('template', template),
    },
  };
};
