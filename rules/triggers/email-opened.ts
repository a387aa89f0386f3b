import * as t from 'io-ts';
import { TemplateId } from '../../domain/codecs/ids.js';
import { defineTrigger } from '../trigger.js';

/** A person opened an e-mail (made from this template); a machine that fetched its pictures counts only where that is said. */
export const emailOpened = defineTrigger({
  type: 'email-opened',
  label: 'E-mail opened',
  required: {},
  optional: { templateId: TemplateId, includeMachine: t.boolean },
  eventTypes: ['EmailOpened'],
  subjects: { templateId: ({ data }) => [data.template?.templateId] },
  fits: ({ includeMachine }, { data }) => includeMachine === true || !data.machine,
});
