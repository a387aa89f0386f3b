import * as t from 'io-ts';
import { EmailPreview, EmailTest } from '../../commands/test-emails.js';
import { list } from '../../domain/codecs/collections.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { TemplateId } from '../../domain/codecs/ids.js';
import { closed, open } from '../../domain/codecs/struct.js';
import { DomainError } from '../../domain/errors.js';
import { EmailContent, type Template, TemplateVersion } from '../../domain/template/template.js';
import { readers } from '../access.js';
import { PageQuery, pageOf, showPage, toPage, unbounded } from '../codecs.js';
import type { ApiPorts } from '../ports.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';
import { showTest, TestAnswer } from '../test-answer.js';

const TemplatePath = closed('TemplatePath', { templateId: TemplateId });
const NewTemplate = closed('NewTemplate', EmailContent.required, {
  ...EmailContent.optional,
  templateId: TemplateId,
});
const OneVersion = open(
  'TemplateVersion',
  { version: TemplateVersion, ...EmailContent.required },
  EmailContent.optional,
);
const latest = { templateId: TemplateId, version: TemplateVersion, ...EmailContent.required };
const TemplateListed = open('TemplateListed', latest, EmailContent.optional);
const TemplateAnswer = open(
  'Template',
  { ...latest, versions: list(OneVersion, unbounded) },
  EmailContent.optional,
);

const PreviewAnswer = open('EmailPreviewAnswer', { subject: t.string }, { html: t.string, text: t.string });

const example = {
  name: 'Welcome',
  subject: 'Welcome, {{ contact.firstName | default: "friend" }}',
  text: 'Good to have you.',
};

const showListed = ({ templateId, versions }: Template): t.TypeOf<typeof TemplateListed> => {
  const content = versions.at(-1);
  if (templateId === undefined || content === undefined) throw DomainError.notFound('This template');
  return { templateId, version: versions.length, ...content };
};

const show = (template: Template): t.TypeOf<typeof TemplateAnswer> => ({
  ...showListed(template),
  versions: template.versions.map((content, index) => ({ version: index + 1, ...content })),
});

export const templateRoutes = ({ commands, queries, newId }: ApiPorts): readonly Route[] => {
  const { manageCatalogue, repositories, testEmails } = commands;
  return [
    defineRoute({
      id: 'createTemplate',
      method: 'POST',
      path: '/v1/templates',
      summary: 'Create an e-mail template',
      access: [],
      params: nothing,
      query: nothing,
      body: NewTemplate,
      example: { templateId: 'welcome', ...example },
      responses: { 200: TemplateAnswer, 201: TemplateAnswer },
      problems: ['conflict'],
      handle: async ({ body: { templateId = decodeOrThrow(TemplateId, newId()), ...content }, cause }) => {
        // Its address is that of the list of variables.
        if (templateId === 'variables') throw DomainError.conflict('The id variables is taken.');
        const { state, position } = await manageCatalogue.createTemplate(templateId, content, cause);
        const template = show(state);
        const extras = { position, version: template.version, location: `/v1/templates/${templateId}` };
        return position === undefined ? reply(200, template, extras) : reply(201, template, extras);
      },
    }),
    defineRoute({
      id: 'listTemplates',
      method: 'GET',
      path: '/v1/templates',
      summary: 'All e-mail templates in their latest version, by id',
      access: readers,
      params: nothing,
      query: PageQuery,
      body: nothing,
      responses: { 200: pageOf('TemplatePage', TemplateListed) },
      handle: async ({ query }) => reply(200, showPage(await queries.templates(toPage(query)), showListed)),
    }),
    defineRoute({
      id: 'getTemplate',
      method: 'GET',
      path: '/v1/templates/:templateId',
      summary: 'An e-mail template with all its versions',
      access: readers,
      params: TemplatePath,
      query: nothing,
      body: nothing,
      responses: { 200: TemplateAnswer },
      handle: async ({ params: { templateId } }) => {
        const template = show((await repositories.templates.load(templateId)).state);
        return reply(200, template, { version: template.version });
      },
    }),
    defineRoute({
      id: 'previewTemplate',
      method: 'POST',
      path: '/v1/templates/:templateId/preview',
      summary: 'What an e-mail template says, with the values of a lead',
      access: readers,
      params: TemplatePath,
      query: nothing,
      body: EmailPreview,
      example: {},
      isReading: true,
      responses: { 200: PreviewAnswer },
      problems: ['unusable'],
      handle: async ({ params: { templateId }, body }) => {
        const { subject, html, text } = await testEmails.preview(templateId, body);
        const bodies = { ...(html === undefined ? {} : { html }), ...(text === undefined ? {} : { text }) };
        return reply(200, { subject, ...bodies });
      },
    }),
    defineRoute({
      id: 'testTemplate',
      method: 'POST',
      path: '/v1/templates/:templateId/test',
      summary: 'Send an e-mail template to an address, to see how it arrives',
      access: [],
      params: TemplatePath,
      query: nothing,
      body: EmailTest,
      example: { to: 'me@example.com' },
      responses: { 200: TestAnswer },
      problems: ['unusable'],
      handle: async ({ params: { templateId }, body }) =>
        reply(200, showTest(await testEmails.send(templateId, body))),
    }),
    defineRoute({
      id: 'reviseTemplate',
      method: 'PUT',
      path: '/v1/templates/:templateId',
      summary: 'A new version of an e-mail template',
      access: [],
      params: TemplatePath,
      query: nothing,
      body: EmailContent,
      example,
      responses: { 200: TemplateAnswer },
      isConditional: true,
      handle: async ({ params: { templateId }, body, cause, ifMatch }) => {
        const { state, position } = await manageCatalogue.reviseTemplate(templateId, body, cause, ifMatch);
        const template = show(state);
        return reply(200, template, { position, version: template.version });
      },
    }),
  ];
};
