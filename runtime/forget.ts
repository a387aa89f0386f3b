import type { Db } from 'mongodb';
import type { ForgetAddresses, ForgetLead } from '../commands/erase-lead.js';
import { suppressionId } from '../commands/manage-suppressions.js';
import { aggregates, streamName } from '../domain/aggregates.js';
import { readModels } from '../projections/index.js';
import { collectionName } from '../projections/read-model.js';
import { sourceEventKeysOf } from '../projections/source-event-ids.js';
import { escaped } from '../rules/filter.js';
import { hash } from './ids.js';
import { collectionOf } from './read-models.js';
import type { SubjectKeys } from './subject-keys.js';

export interface ForgetPorts {
  readonly db: Db;
  readonly keys: SubjectKeys;
  /** Removes what stand-ins caught that mentions one of the texts. */
  readonly forgetCaught: (mentions: readonly string[]) => Promise<void>;
}

/** The collections whose documents are about one lead, and where its id stands in them. */
const aboutLeads = Object.values(readModels).flatMap((model) =>
  'leadId' in model && model.leadId !== undefined
    ? [{ collection: collectionName(model), leadId: model.leadId }]
    : [],
);

/** What is done beside the log when a lead is erased. */
export const createForget = ({
  db,
  keys,
  forgetCaught,
}: ForgetPorts): { readonly forgetLead: ForgetLead; readonly forgetAddresses: ForgetAddresses } => {
  /** Answers that are kept for requests that are sent again. */
  const forgetAnswers = async (mentions: readonly string[]): Promise<void> => {
    if (mentions.length === 0) return;
    const $regex = mentions.map(escaped).join('|');
    await db.collection('idempotency_keys').deleteMany({ 'answer.body': { $regex, $options: 'i' } });
  };

  return {
    forgetLead: async (leadId) => {
      await keys.destroy(streamName(aggregates.lead.category, leadId));
      for (const { collection, leadId: path } of aboutLeads)
        await db.collection(collection).deleteMany({ [path]: { $eq: leadId } });
      const { from, before } = sourceEventKeysOf(leadId);
      await collectionOf(db, readModels.sourceEventIds).deleteMany({ _id: { $gte: from, $lt: before } });
      const phoneNumbers = collectionOf(db, readModels.phoneNumbers);
      await phoneNumbers.updateMany({ 'contacts.leadId': leadId }, { $pull: { contacts: { leadId } } });
      await phoneNumbers.deleteMany({ contacts: { $size: 0 } });
      await forgetAnswers([leadId]);
    },
    forgetAddresses: async (addresses, mentions) => {
      for (const address of addresses) {
        const _id = suppressionId(address.channel, address.address, hash);
        await keys.destroy(streamName(aggregates.suppression.category, _id));
      }
      await forgetAnswers(mentions);
      await forgetCaught(mentions);
    },
  };
};
