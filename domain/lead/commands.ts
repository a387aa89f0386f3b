import type * as t from 'io-ts';
import type { ExternalId, LeadId, ProductId, SourceEventId } from '../codecs/ids.js';
import type { AttributeName, EmailAddress, NoteText, Tag } from '../codecs/values.js';
import type { Activity } from './activity.js';
import type { Attributes, UnknownReferenceReported } from './events.js';

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
  readonly activity: Activity;
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

export type LeadCommand =
  | RegisterLead
  | RecordActivity
  | SetAttributes
  | RemoveAttributes
  | ChangeTag
  | ChangeProduct
  | MakeNote;
