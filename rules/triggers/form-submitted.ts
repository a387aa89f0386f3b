import { FormId, PageId } from '../../domain/codecs/ids.js';
import { defineTrigger } from '../trigger.js';

/** The lead sent a form (this form; on this page). */
export const formSubmitted = defineTrigger({
  type: 'form-submitted',
  label: 'Form submitted',
  required: {},
  optional: { formId: FormId, pageId: PageId },
  eventTypes: ['FormSubmitted'],
  subjects: { formId: ({ data }) => [data.formId], pageId: ({ data }) => [data.pageId] },
});
