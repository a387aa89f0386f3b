import * as t from 'io-ts';
import { FormId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { defineTrigger } from '../trigger.js';

const settings = closed('FormSubmittedTrigger', { type: t.literal('form-submitted') }, { formId: FormId });

/** The lead sent a form (this form). */
export const formSubmitted = defineTrigger<t.TypeOf<typeof settings>, 'FormSubmitted'>({
  type: 'form-submitted',
  label: 'Form submitted',
  settings,
  eventType: 'FormSubmitted',
  subject: ({ formId }) => formId,
  subjects: ({ data }) => [data.formId],
});
