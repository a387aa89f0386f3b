import { taggedUnion } from '../domain/codecs/tagged-union.js';
import { dateRuleFields, dateRules } from './date-rule.js';
import type { FormField } from './form.js';

/** When something happened, as an object of its own among other settings. */
export const When = taggedUnion('When', dateRules({}, {}), 'op');

/** The fields of `when`. */
export const whenFields: readonly FormField[] = dateRuleFields('When').map((field) => ({
  ...field,
  required: false,
  name: `when.${field.name}`,
  ...(field.shownFor === undefined
    ? {}
    : { shownFor: { ...field.shownFor, field: `when.${field.shownFor.field}` } }),
}));
