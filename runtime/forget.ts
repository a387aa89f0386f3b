import type { Db } from 'mongodb';
import type { ForgetAddresses, ForgetLead } from '../commands/erase-lead.js';
import { suppressionId } from '../commands/manage-suppressions.js';
import { aggregates, streamName } from '../domain/aggregates.js';
import { escaped } from '../rules/filter.js';
import type { OpenedReadModels } from './generations/open-read-models.js';
import { hash } from './ids.js';
import { reportRows } from './report-store.js';
import type { SubjectKeys } from './subject-keys.js';

/** MongoDB refuses patterns of more than 16 KB; an address has at most 254 characters. */
const mentionsAtOnce = 50;

export interface ForgetPorts {
  readonly db: Db;
  readonly readModels: Pick<OpenedReadModels, 'forgetLead'>;
  readonly keys: SubjectKeys;
  /** The ids of the imports that are over. */
  readonly endedImports: () => Promise<readonly string[]>;
  /** Removes what stand-ins caught that mentions one of the texts. */
  readonly forgetCaught: (mentions: readonly string[]) => Promise<void>;
}

/** What is done beside the log when a lead is erased. */
export const createForget = ({
  db,
  readModels,
  keys,
  endedImports,
  forgetCaught,
}: ForgetPorts): { readonly forgetLead: ForgetLead; readonly forgetAddresses: ForgetAddresses } => {
  /** Answers that are kept for requests that are sent again. */
  const forgetAnswers = async (mentions: readonly string[]): Promise<void> => {
    const answers = db.collection<{ readonly _id: string }>('idempotency_keys');
    for (let from = 0; from < mentions.length; from += mentionsAtOnce) {
      const $regex = mentions
        .slice(from, from + mentionsAtOnce)
        .map(escaped)
        .join('|');
      const mentioned = { $regex, $options: 'i' };
      // A client may have made its key from an address.
      await answers.deleteMany({ $or: [{ 'answer.body': mentioned }, { _id: mentioned }] });
    }
  };

  return {
    forgetLead: async (leadId) => {
      await keys.destroy(streamName(aggregates.lead.category, leadId));
      await readModels.forgetLead(leadId);
      await db.collection(reportRows).deleteMany({ leadId: { $eq: leadId } });
      await forgetAnswers([leadId]);
    },
    forgetAddresses: async (addresses, mentions) => {
      for (const address of addresses) {
        const _id = suppressionId(address.channel, address.address, hash);
        await keys.destroy(streamName(aggregates.suppression.category, _id));
      }
      // Whose the values in their faults are is not known: they are all forgotten, and the reasons stay.
      for (const importId of await endedImports())
        await keys.destroy(streamName(aggregates.leadImport.category, importId));
      await forgetAnswers(mentions);
      await forgetCaught(mentions);
    },
  };
};
