import type { LeadId, RunId } from '../domain/codecs/ids.js';
import type { Position } from '../domain/codecs/numbers.js';
import type { Cause } from './event-log.js';
import type { Repositories } from './repositories.js';

/** Cancels every step of a run that has not started. Does nothing to a run that is over. */
export const createCancelRun =
  ({ leads }: Pick<Repositories, 'leads'>) =>
  async (leadId: LeadId, runId: RunId, cause: Cause): Promise<Position | undefined> => {
    const reason = { code: 'cancelled-by-hand', message: 'Cancelled over the API.' };
    const { position } = await leads.execute(leadId, [
      { command: { type: 'CancelRun', runId, reason }, cause },
    ]);
    return position;
  };
