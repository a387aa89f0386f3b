import type { Instant } from '../codecs/time.js';
import type { Moment } from '../decider.js';
import { sameJson } from '../same-json.js';
import type { ChangeConsent, ChangeList, LeadCommand, RecordActivity, RegisterLead } from './commands.js';
import type { Attributes, LeadEvent } from './events.js';
import { formAttributes } from './form-attributes.js';
import { noSuchLead } from './no-such-lead.js';
import { isCurrent, type SpecialOffer } from './offer.js';
import type { Lead, RegisteredLead } from './state.js';

const register = (command: RegisterLead, lead: Lead): readonly LeadEvent[] => {
  const { leadId, externalId, email } = command;
  if (lead.status === 'registered')
    return externalId === undefined || lead.externalId !== undefined
      ? []
      : [{ type: 'ExternalIdAssigned', data: { externalId } }];
  if (lead.erasedAt !== undefined) throw noSuchLead(lead);
  return [
    {
      type: 'LeadRegistered',
      data: {
        leadId,
        ...(externalId === undefined ? {} : { externalId }),
        ...(email === undefined ? {} : { email }),
      },
    },
  ];
};

const changed = (attributes: Attributes, lead: RegisteredLead): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).filter(
      ([name, value]) => !Object.hasOwn(lead.attributes, name) || lead.attributes[name] !== value,
    ),
  );

const set = (attributes: Attributes, lead: RegisteredLead): readonly LeadEvent[] => {
  const news = changed(attributes, lead);
  return Object.keys(news).length === 0 ? [] : [{ type: 'AttributesSet', data: { attributes: news } }];
};

const consequencesOf = (activity: RecordActivity['activity'], lead: RegisteredLead): readonly LeadEvent[] => {
  switch (activity.type) {
    case 'FormSubmitted':
    case 'OrderFormSubmitted':
    case 'LeadAdFormSubmitted':
      return set(formAttributes(activity.data.fields), lead);
    default:
      return [];
  }
};

const record = (command: RecordActivity, lead: RegisteredLead): readonly LeadEvent[] => {
  const { activity, sourceEventId, unknownReferences } = command;
  if (sourceEventId !== undefined && lead.recentSourceEventIds.includes(sourceEventId)) return [];
  return [
    activity,
    ...consequencesOf(activity, lead),
    ...unknownReferences.map(
      ({ kind, id }): LeadEvent => ({ type: 'UnknownReferenceReported', data: { kind, id } }),
    ),
  ];
};

const changeList = ({ type, listId }: ChangeList, lead: RegisteredLead): readonly LeadEvent[] => {
  const isOn = lead.lists.includes(listId);
  if (type === 'AddToList') return isOn ? [] : [{ type: 'AddedToList', data: { listId } }];
  return isOn ? [{ type: 'RemovedFromList', data: { listId } }] : [];
};

const createOffer = (offer: SpecialOffer, lead: RegisteredLead, now: Instant): readonly LeadEvent[] => {
  if (sameJson(lead.offer, offer)) return [];
  const type = isCurrent(lead.offer, now) ? 'SpecialOfferUpdated' : 'SpecialOfferCreated';
  return [{ type, data: { offer } }];
};

const changeConsent = (
  { type, channel, source }: ChangeConsent,
  lead: RegisteredLead,
): readonly LeadEvent[] => {
  if (type === 'GiveConsent')
    return lead.consent[channel] === 'given' ? [] : [{ type: 'ConsentGiven', data: { channel, source } }];
  return lead.consent[channel] === 'withdrawn'
    ? []
    : [{ type: 'ConsentWithdrawn', data: { channel, source } }];
};

/** Decides one command on a lead. @throws DomainError `notFound` when the lead is not registered, `gone` when it is erased */
export const decideLead = (command: LeadCommand, lead: Lead, { now }: Moment): readonly LeadEvent[] => {
  if (lead.status === 'unknown' && lead.erasedAt !== undefined && command.type === 'EraseLead') return [];
  if (command.type === 'RegisterLead') return register(command, lead);
  if (lead.status === 'unknown') throw noSuchLead(lead);
  switch (command.type) {
    case 'RecordActivity':
      return record(command, lead);
    case 'SetAttributes':
      return set(command.attributes, lead);
    case 'RemoveAttributes': {
      const names = command.names.filter((name) => Object.hasOwn(lead.attributes, name));
      return names.length === 0 ? [] : [{ type: 'AttributesRemoved', data: { names } }];
    }
    case 'AddTag':
      return lead.tags.includes(command.tag) ? [] : [{ type: 'TagAdded', data: { tag: command.tag } }];
    case 'RemoveTag':
      return lead.tags.includes(command.tag) ? [{ type: 'TagRemoved', data: { tag: command.tag } }] : [];
    case 'AddProduct':
      return lead.products.includes(command.productId)
        ? []
        : [{ type: 'ProductAdded', data: { productId: command.productId } }];
    case 'RemoveProduct':
      return lead.products.includes(command.productId)
        ? [{ type: 'ProductRemoved', data: { productId: command.productId } }]
        : [];
    case 'MakeNote':
      return [{ type: 'NoteMade', data: { text: command.text } }];
    case 'AddToList':
    case 'RemoveFromList':
      return changeList(command, lead);
    case 'CreateSpecialOffer':
      return createOffer(command.offer, lead, now);
    case 'RemoveSpecialOffer':
      return lead.offer === undefined
        ? []
        : [{ type: 'SpecialOfferRemoved', data: { code: lead.offer.code } }];
    case 'GiveConsent':
    case 'WithdrawConsent':
      return changeConsent(command, lead);
    case 'EraseLead':
      return [{ type: 'LeadErased', data: {} }];
    case 'RequestFlow':
      return [{ type: 'FlowRequested', data: { flowId: command.flowId } }];
    default:
      return command satisfies never;
  }
};
