import type { Db } from 'mongodb';
import type { LeadId } from '../domain/codecs/ids.js';
import { readModels } from '../projections/index.js';
import type { PhoneNumberDocument } from '../projections/phone-numbers.js';
import type { Document } from '../projections/read-model.js';
import { sourceEventKeysOf } from '../projections/source-event-ids.js';

/** Removes what one collection of a read model has about a lead. */
export type ForgetIn = (readModel: string, collection: string, leadId: LeadId) => Promise<void>;

/** Where the id of the lead stands in the documents that are about one. */
const leadIdIn: ReadonlyMap<string, string> = new Map(
  Object.values(readModels).flatMap((model) =>
    'leadId' in model && model.leadId !== undefined ? [[model.name, model.leadId]] : [],
  ),
);

export const createForgetIn =
  (db: Db): ForgetIn =>
  async (readModel, collection, leadId) => {
    const path = leadIdIn.get(readModel);
    if (path !== undefined) await db.collection(collection).deleteMany({ [path]: { $eq: leadId } });
    if (readModel === readModels.sourceEventIds.name) {
      const { from, before } = sourceEventKeysOf(leadId);
      await db.collection<Document>(collection).deleteMany({ _id: { $gte: from, $lt: before } });
    }
    if (readModel === readModels.phoneNumbers.name) {
      const phoneNumbers = db.collection<PhoneNumberDocument>(collection);
      await phoneNumbers.updateMany({ 'contacts.leadId': leadId }, { $pull: { contacts: { leadId } } });
      await phoneNumbers.deleteMany({ contacts: { $size: 0 } });
    }
  };
