import type { LeadId } from '../domain/codecs/ids.js';
import { DomainError } from '../domain/errors.js';
import type { NewId } from './event-log.js';
import type { Variables } from './personalise.js';
import type { Repositories } from './repositories.js';
import { contactValues } from './run-variables.js';

/**
 * What a text may name that is only tried out: the values of a lead, or none, so that it shows what is missing.
 * @throws DomainError `invalid` where there is no such lead
 */
export const createSampleVariables =
  ({ leads }: Pick<Repositories, 'leads'>) =>
  async (leadId: LeadId | undefined): Promise<Variables> => {
    if (leadId === undefined) return {};
    const { lead } = (await leads.load(leadId)).state;
    if (lead.status === 'unknown')
      throw DomainError.invalid([{ path: 'leadId', message: 'is not the id of a lead' }]);
    return { contact: contactValues(lead) };
  };

/** The id of a message that is sent as a test. It names the lead whose values it has, so that it is forgotten with the lead. */
export const newTestId = (newId: NewId, leadId: LeadId | undefined): string =>
  ['test', ...(leadId === undefined ? [] : [leadId]), newId()].join('.');
