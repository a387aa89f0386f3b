import type { LeadId } from '../../domain/codecs/ids.js';
import type { LeadCommand } from '../../domain/lead/commands.js';
import type { Lead } from '../../domain/lead/state.js';
import type { LeadLine } from './read-line.js';

/**
 * What a line asks of its lead. An address that alone finds a lead does not replace the one that the lead has now;
 * beside an external id it does.
 */
export const leadCommands = (
  { ids, attributes, tags, lists }: LeadLine,
  leadId: LeadId,
  lead: Lead,
): readonly LeadCommand[] => {
  const hasEmail = lead.status === 'registered' && Object.hasOwn(lead.attributes, 'email');
  const { email } = ids;
  const withEmail =
    email === undefined || (hasEmail && ids.externalId === undefined) ? attributes : { ...attributes, email };
  return [
    { type: 'RegisterLead', leadId, ...ids },
    { type: 'SetAttributes', attributes: withEmail },
    ...tags.map((tag): LeadCommand => ({ type: 'AddTag', tag })),
    ...lists.map((listId): LeadCommand => ({ type: 'AddToList', listId })),
  ];
};
