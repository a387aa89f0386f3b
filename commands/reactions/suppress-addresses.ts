import type { Recorded } from '../../domain/event.js';
import type { LeadEvent } from '../../domain/lead/events.js';
import type { Cause } from '../event-log.js';
import type { ManageSuppressions } from '../manage-suppressions.js';

const causeOf = ({ metadata, eventId }: Recorded<LeadEvent>): Cause => ({
  actor: { kind: 'system', id: 'suppress-addresses' },
  correlationId: metadata.correlationId,
  causationId: eventId,
});

/** Takes addresses that do not exist, or whose owners complained, off every future mailing. */
export const createSuppressAddresses =
  ({ suppress }: Pick<ManageSuppressions, 'suppress'>) =>
  async (event: Recorded<LeadEvent>): Promise<void> => {
    if (event.type === 'EmailBounced' && event.data.permanent) {
      const { address, diagnostic } = event.data;
      await suppress(
        { channel: 'email', address },
        'hard-bounce',
        causeOf(event),
        `It came back: ${diagnostic}`,
      );
    }
    if (event.type === 'EmailComplained')
      await suppress({ channel: 'email', address: event.data.address }, 'complaint', causeOf(event));
  };
