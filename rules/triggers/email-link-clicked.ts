import * as t from 'io-ts';
import { TemplateId } from '../../domain/codecs/ids.js';
import { Url } from '../../domain/codecs/values.js';
import { defineTrigger } from '../trigger.js';

/** A person clicked a link (this link) in an e-mail (made from this template); a machine that follows links counts only where that is said. */
export const emailLinkClicked = defineTrigger({
  type: 'email-link-clicked',
  label: 'E-mail link clicked',
  required: {},
  optional: { templateId: TemplateId, url: Url, includeMachine: t.boolean },
  eventTypes: ['EmailLinkClicked'],
  subjects: { templateId: ({ data }) => [data.template?.templateId], url: ({ data }) => [data.url] },
  fits: ({ includeMachine }, { data }) => includeMachine === true || !data.machine,
});
