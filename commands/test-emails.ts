import type * as t from 'io-ts';
import { decodeOrThrow } from '../domain/codecs/decode.js';
import { ConnectionId, LeadId, type TemplateId } from '../domain/codecs/ids.js';
import { closed } from '../domain/codecs/struct.js';
import { EmailAddress, Mailbox } from '../domain/codecs/values.js';
import { DomainError } from '../domain/errors.js';
import { TemplateVersion } from '../domain/template/template.js';
import { defaultConnection } from './actions/send-email.js';
import { composeEmail } from './email/compose.js';
import type { Clock, NewId } from './event-log.js';
import type { Links } from './links.js';
import type { Delivery, EmailMessage, SendEmail } from './message.js';
import type { Repositories } from './repositories.js';
import { createSampleVariables, newTestId } from './sample-variables.js';

/** Whose values the variables get; without a lead they show what is missing. */
const sample = { leadId: LeadId, version: TemplateVersion } as const;

export const EmailPreview = closed('EmailPreview', {}, sample);
export const EmailTest = closed(
  'EmailTest',
  { to: EmailAddress },
  { ...sample, connectionId: ConnectionId, from: Mailbox, replyTo: EmailAddress },
);

export interface TestEmailsPorts {
  readonly repositories: Pick<Repositories, 'leads' | 'templates'>;
  readonly sendEmail: SendEmail;
  readonly links: Links;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** Nobody's: links and pictures of a test are not made. */
const nobody = decodeOrThrow(LeadId, '00000000-0000-0000-0000-000000000000');
const somebody = decodeOrThrow(EmailAddress, 'somebody@example.com');

/** E-mail templates as they would look, and as they arrive. Nothing about them gets into the log. */
export const createTestEmails = ({ repositories, sendEmail, links, clock, newId }: TestEmailsPorts) => {
  const variablesOf = createSampleVariables(repositories);

  const compose = async (
    templateId: TemplateId,
    { to = somebody, leadId, version, connectionId, from, replyTo }: Partial<t.TypeOf<typeof EmailTest>>,
  ): Promise<EmailMessage> => {
    const { versions } = (await repositories.templates.load(templateId)).state;
    if (versions.length === 0) throw DomainError.notFound('This template');
    const content = versions[(version ?? versions.length) - 1];
    if (content === undefined) throw DomainError.notFound(`Version ${version} of this template`);
    const composed = await composeEmail(
      {
        leadId: leadId ?? nobody,
        key: newTestId(newId, leadId),
        now: clock(),
        to,
        content,
        connectionId: connectionId ?? defaultConnection,
        purpose: 'transactional',
        isTracked: false,
        ...(from === undefined ? {} : { from }),
        ...(replyTo === undefined ? {} : { replyTo }),
      },
      await variablesOf(leadId),
      links,
    );
    if (composed.ok) return composed.message;
    throw DomainError.unusable('This template cannot be filled in.', [
      { path: composed.part, message: composed.message },
    ]);
  };

  return {
    /** @throws DomainError `notFound`, or `unusable` where a text cannot be filled in */
    preview: (templateId: TemplateId, sample: t.TypeOf<typeof EmailPreview>): Promise<EmailMessage> =>
      compose(templateId, sample),
    /** Sends it now, once. @throws DomainError as `preview` */
    send: async (
      templateId: TemplateId,
      test: t.TypeOf<typeof EmailTest>,
    ): Promise<Delivery<{ readonly response: string }>> => sendEmail(await compose(templateId, test)),
  };
};
