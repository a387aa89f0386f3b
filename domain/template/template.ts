import type * as t from 'io-ts';
import { TemplateId } from '../codecs/ids.js';
import { integer } from '../codecs/numbers.js';
import { closed } from '../codecs/struct.js';
import { body, line } from '../codecs/text.js';
import { Name } from '../codecs/values.js';
import type { Decider } from '../decider.js';
import { DomainError } from '../errors.js';
import { event } from '../event.js';
import { sameJson } from '../same-json.js';

/** What an e-mail says. Subject and bodies may hold `{{ contact.firstName }}`-style variables. */
export const EmailContent = closed(
  'EmailContent',
  { name: Name, subject: line('SubjectTemplate', 500) },
  {
    html: body('HtmlTemplate', 500_000),
    text: body('TextTemplate', 100_000),
    /** What `html` was made from. */
    mjml: body('MjmlTemplate', 500_000),
  },
);
export type EmailContent = t.TypeOf<typeof EmailContent>;

export const TemplateVersion = integer('TemplateVersion', { min: 1, max: 1_000_000 });

export const TemplateCreated = event('TemplateCreated', { templateId: TemplateId, content: EmailContent });
export const TemplateRevised = event('TemplateRevised', {
  templateId: TemplateId,
  version: TemplateVersion,
  content: EmailContent,
});
export const templateEvents = [TemplateCreated, TemplateRevised] as const;
export type TemplateEvent = t.TypeOf<(typeof templateEvents)[number]>;

export type TemplateCommand =
  | { readonly type: 'CreateTemplate'; readonly templateId: TemplateId; readonly content: EmailContent }
  | { readonly type: 'ReviseTemplate'; readonly content: EmailContent };

/** All versions, the first at index 0; none when the template does not exist. */
export interface Template {
  readonly versions: readonly EmailContent[];
  readonly templateId?: TemplateId;
}

const decide = (command: TemplateCommand, { versions, templateId }: Template): readonly TemplateEvent[] => {
  const { content } = command;
  if (command.type === 'CreateTemplate') {
    if (versions.length === 0)
      return [{ type: 'TemplateCreated', data: { templateId: command.templateId, content } }];
    if (versions.length === 1 && sameJson(versions[0], content)) return [];
    throw DomainError.conflict(`A template with the id ${command.templateId} exists already.`);
  }
  if (templateId === undefined) throw DomainError.notFound('This template');
  if (sameJson(versions.at(-1), content)) return [];
  return [{ type: 'TemplateRevised', data: { templateId, version: versions.length + 1, content } }];
};

const initial: Template = { versions: [] };

export const templateDecider: Decider<Template, TemplateCommand, TemplateEvent> = {
  initial,
  decide,
  evolve: ({ versions }, { data: { templateId, content } }) => ({
    versions: [...versions, content],
    templateId,
  }),
};
