import type * as t from 'io-ts';
import type { ExternalId, FlowId, LeadId, ListId, ProductId, SourceEventId } from '../codecs/ids.js';
import type { AttributeName, Channel, EmailAddress, NoteText, Tag } from '../codecs/values.js';
import type { Activity } from './activity.js';
import type { Attributes, UnknownReferenceReported } from './events.js';
import type { MessageReport } from './message-events.js';
import type { SpecialOffer } from './offer.js';
import type { TrainingJetReport } from './training-jet-events.js';

export interface RegisterLead {
  readonly type: 'RegisterLead';
  readonly leadId: LeadId;
  readonly externalId?: ExternalId;
  readonly email?: EmailAddress;
}

/** Something that the catalogue does not have, named by an activity. */
export type UnknownReference = t.TypeOf<typeof UnknownReferenceReported>['data'];

export interface RecordActivity {
  readonly type: 'RecordActivity';
  readonly activity: Activity | MessageReport | TrainingJetReport;
  readonly sourceEventId?: SourceEventId;
  readonly unknownReferences: readonly UnknownReference[];
}

export interface SetAttributes {
  readonly type: 'SetAttributes';
  readonly attributes: Attributes;
}

export interface RemoveAttributes {
  readonly type: 'RemoveAttributes';
  readonly names: readonly AttributeName[];
}

export interface ChangeTag {
  readonly type: 'AddTag' | 'RemoveTag';
  readonly tag: Tag;
}

export interface ChangeProduct {
  readonly type: 'AddProduct' | 'RemoveProduct';
  readonly productId: ProductId;
}

export interface MakeNote {
  readonly type: 'MakeNote';
  readonly text: NoteText;
}

export interface ChangeList {
  readonly type: 'AddToList' | 'RemoveFromList';
  readonly listId: ListId;
}

/** Gives the lead an offer, or makes its current one this one. */
export interface CreateSpecialOffer {
  readonly type: 'CreateSpecialOffer';
  readonly offer: SpecialOffer;
}

export interface RemoveSpecialOffer {
  readonly type: 'RemoveSpecialOffer';
}

export interface ChangeConsent {
  readonly type: 'GiveConsent' | 'WithdrawConsent';
  readonly channel: Channel;
  readonly source: string;
}

/** Asks for a flow by its name. */
export interface RequestFlow {
  readonly type: 'RequestFlow';
  readonly flowId: FlowId;
}

/** Forgets the lead for good. What must be done about keys and documents follows from the event. */
export interface EraseLead {
  readonly type: 'EraseLead';
}

export type LeadCommand =
  | RegisterLead
  | RecordActivity
  | SetAttributes
  | RemoveAttributes
  | ChangeTag
  | ChangeProduct
  | MakeNote
  | ChangeList
  | CreateSpecialOffer
  | RemoveSpecialOffer
  | ChangeConsent
  | RequestFlow
  | EraseLead;
