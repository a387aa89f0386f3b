import * as t from 'io-ts';
import { TemplateId } from '../../domain/codecs/ids.js';
import { defineTrigger } from '../trigger.js';

/** An e-mail (made from this template) came back: for good, for now, or either. */
export const emailBounced = defineTrigger({
  type: 'email-bounced',
  label: 'E-mail bounced',
  required: {},
  optional: { templateId: TemplateId, permanent: t.boolean },
  eventTypes: ['EmailBounced'],
  subjects: { templateId: ({ data }) => [data.template?.templateId] },
  fits: ({ permanent }, { data }) => permanent === undefined || permanent === data.permanent,
});
