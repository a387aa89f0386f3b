import type { Reference } from './reference.js';

type Control =
  | {
      readonly control:
        | 'text'
        | 'number'
        | 'date'
        | 'time'
        | 'duration'
        | 'url-pattern'
        | 'checkbox'
        | 'values';
    }
  | {
      readonly control: 'choice' | 'choices';
      readonly options: readonly { readonly value: string; readonly label: string }[];
    }
  | { readonly control: 'reference'; readonly to: Reference['kind'] };

/** One field of the form in which a person fills in settings. */
export type FormField = Control & {
  /** The setting that it fills: `date`, or `when.date` in an object. */
  readonly name: string;
  readonly label: string;
  readonly required?: boolean;
  /** Shown only while another field has one of these values. */
  readonly shownFor?: { readonly field: string; readonly values: readonly string[] };
};

const word = (value: string): string => value.replaceAll('-', ' ');

/** A choice among values that are their own labels. */
export const choice = (
  name: string,
  label: string,
  values: readonly string[],
  labels: Readonly<Record<string, string>> = {},
): FormField => ({
  name,
  label,
  required: true,
  control: 'choice',
  options: values.map((value) => ({ value, label: labels[value] ?? word(value) })),
});

/** For conditions on what happened within a time, and so often. */
export const withinField: FormField = { name: 'within', label: 'Within the last', control: 'duration' };
export const atLeastField: FormField = { name: 'atLeast', label: 'At least so often', control: 'number' };
