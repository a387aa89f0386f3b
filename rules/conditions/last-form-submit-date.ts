import * as t from 'io-ts';
import { FormId } from '../../domain/codecs/ids.js';
import { taggedUnion } from '../../domain/codecs/tagged-union.js';
import type { Instant } from '../../domain/codecs/time.js';
import type { RegisteredLead } from '../../domain/lead/state.js';
import { defineCondition } from '../condition.js';
import {
  dateRuleFields,
  dateRules,
  isThen,
  thenChanges,
  thenClaims,
  thenFilter,
  thenWords,
} from '../date-rule.js';

const settings = taggedUnion(
  'LastFormSubmitDate',
  dateRules({ type: t.literal('last-form-submit-date') }, { formId: FormId }),
  'op',
);

const sentAt = ({ happened }: RegisteredLead, formId: FormId | undefined): Instant | undefined =>
  formId === undefined ? happened.lastFormAt : happened.forms.find((form) => form.formId === formId)?.lastAt;

/** When the lead last sent a form (this form). */
export const lastFormSubmitDate = defineCondition<t.TypeOf<typeof settings>>({
  type: 'last-form-submit-date',
  label: 'Last form submit date',
  settings,
  fact: (condition, facts) => isThen(condition, sentAt(facts.lead, condition.formId), facts),
  rule: () => ({ operator: 'equal', value: true }),
  filter: (condition, circumstances) => {
    const then = thenFilter(condition, circumstances);
    return condition.formId === undefined
      ? { 'lead.happened.lastFormAt': then }
      : { 'lead.happened.forms': { $elemMatch: { formId: { $eq: condition.formId }, lastAt: then } } };
  },
  found: ({ formId }, { lead }) => sentAt(lead, formId) ?? null,
  changes: (condition, { lead, timeZone }) =>
    thenChanges(condition, sentAt(lead, condition.formId), timeZone),
  sentence: (condition) =>
    `last sent ${condition.formId === undefined ? 'a form' : `the form “${condition.formId}”`} ${thenWords(condition)}`,
  claims: (condition) => thenClaims(condition, `the last form ${condition.formId ?? ''}`),
  form: [{ name: 'formId', label: 'Form', control: 'text' }, ...dateRuleFields('Last sent')],
});
