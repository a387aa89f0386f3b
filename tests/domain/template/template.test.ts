import { describe, it } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { TemplateId } from '../../../domain/codecs/ids.js';
import { EmailContent, type TemplateEvent, templateDecider } from '../../../domain/template/template.js';
import { specOf } from '../../support/given-when-then.js';

const { given } = specOf(templateDecider);

const templateId = decodeOrThrow(TemplateId, 'hello');
const content = (subject: string) => decodeOrThrow(EmailContent, { name: 'Hello', subject, text: 'Hi' });
const created: TemplateEvent = { type: 'TemplateCreated', data: { templateId, content: content('One') } };
const revised: TemplateEvent = {
  type: 'TemplateRevised',
  data: { templateId, version: 2, content: content('Two') },
};

describe('creating a template', () => {
  const create = { type: 'CreateTemplate', templateId, content: content('One') } as const;

  it('creates version 1, once', () => {
    given().when(create).thenEvents(created);
    given(created).when(create).thenNothing();
  });

  it('refuses an id that another template has, or the same after it was revised', () => {
    given(created)
      .when({ ...create, content: content('Two') })
      .thenRefused('conflict');
    given(created, revised).when(create).thenRefused('conflict');
  });
});

describe('revising a template', () => {
  const revise = { type: 'ReviseTemplate', content: content('Two') } as const;

  it('adds a version', () => {
    given(created).when(revise).thenEvents(revised);
  });

  it('does not add a version that says the same as the latest', () => {
    given(created, revised).when(revise).thenNothing();
  });

  it('adds a version that says what an earlier one said', () => {
    given(created, revised)
      .when({ type: 'ReviseTemplate', content: content('One') })
      .thenEvents({ type: 'TemplateRevised', data: { templateId, version: 3, content: content('One') } });
  });

  it('refuses a template that does not exist', () => {
    given().when(revise).thenRefused('notFound');
  });
});
