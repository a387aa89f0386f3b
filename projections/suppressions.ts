import { aggregates, idInStream } from '../domain/aggregates.js';
import type { Instant } from '../domain/codecs/time.js';
import type { Reason } from '../domain/run/events.js';
import { type Address, erasedAddress } from '../domain/suppression/suppression.js';
import type { Document, ReadModel } from './read-model.js';

/** An address that is not written to, or was not for a time. */
export interface SuppressionDocument extends Document {
  readonly channel: Address['channel'];
  readonly address: string;
  readonly suppressed: boolean;
  readonly reason: Reason;
  readonly since: Instant;
}

export const suppressions: ReadModel<SuppressionDocument> = {
  name: 'suppressions',
  version: 1,
  indexes: [{ suppressed: 1, _id: 1 }],
  takesRedacted: true,
  key: (event) => idInStream(aggregates.suppression.category, event.stream),
  evolve: (doc, event) => {
    const _id = idInStream(aggregates.suppression.category, event.stream);
    if (_id === undefined || !aggregates.suppression.isEvent(event)) return doc;
    const { position, recordedAt } = event;
    if (event.type === 'AddressErased')
      return doc === undefined
        ? doc
        : {
            ...doc,
            position,
            address: erasedAddress(event.data.channel).address,
            reason: { ...doc.reason, message: '' },
          };
    if (event.type === 'AddressReleased')
      return doc === undefined ? doc : { ...doc, position, suppressed: false };
    const { address, reason } = event.data;
    return { _id, position, ...address, suppressed: true, reason, since: recordedAt };
  },
};
