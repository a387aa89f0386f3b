import * as t from 'io-ts';
import { TemplateId } from '../domain/codecs/ids.js';
import type { Json } from '../domain/codecs/json.js';
import type { Filter } from './filter.js';
import type { FormField } from './form.js';
import type { Reference } from './reference.js';

/** The settings that say which e-mails are meant, and whether machines that read them count. */
export const whichEmailSettings = { emailId: TemplateId, includeMachine: t.boolean };

interface WhichEmail {
  readonly emailId?: TemplateId;
  readonly includeMachine?: boolean;
}
interface Reading {
  readonly templateId?: TemplateId;
  readonly machine: boolean;
}

/** Which readings count: as a test, inside `$elemMatch`, and as parts of an expression on `$$one`. */
export const whichEmail = ({ emailId, includeMachine = false }: WhichEmail) => {
  const readers = includeMachine ? [true, false] : [false];
  const match: Filter = {
    ...(emailId === undefined ? {} : { templateId: { $eq: emailId } }),
    machine: { $in: readers },
  };
  const expressions: readonly Json[] = [
    { $in: ['$$one.machine', { $literal: readers }] },
    ...(emailId === undefined ? [] : [{ $eq: ['$$one.templateId', { $literal: emailId }] }]),
  ];
  const fits = ({ templateId, machine }: Reading): boolean =>
    (emailId === undefined || templateId === emailId) && (includeMachine || !machine);
  return { fits, match, expressions };
};

export const emailWords = ({ emailId, includeMachine = false }: WhichEmail): string =>
  (emailId === undefined ? 'any e-mail' : `the e-mail “${emailId}”`) +
  (includeMachine ? ', or a machine did' : '');

export const emailReferences = ({ emailId }: WhichEmail): readonly Reference[] =>
  emailId === undefined ? [] : [{ kind: 'template', id: emailId, path: 'emailId' }];

export const emailField: FormField = {
  name: 'emailId',
  label: 'E-mail',
  control: 'reference',
  to: 'template',
};
export const machineField: FormField = {
  name: 'includeMachine',
  label: 'Machines that read e-mails count too',
  control: 'checkbox',
};
