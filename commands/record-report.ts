import type { LeadId, SourceEventId } from '../domain/codecs/ids.js';
import type { RecordActivity } from '../domain/lead/commands.js';
import type { MessageReport } from '../domain/lead/message-events.js';
import type { TrainingJetReport } from '../domain/lead/training-jet-events.js';
import type { Cause } from './event-log.js';
import type { Repositories } from './repositories.js';

/**
 * Records what a provider, or a tracked link, reports of a lead. A report that comes again, with the same
 * `sourceEventId`, changes nothing.
 * @throws DomainError `notFound` when there is no such lead
 */
export const createRecordReport =
  ({ leads }: Pick<Repositories, 'leads'>) =>
  (leadId: LeadId, report: MessageReport | TrainingJetReport, sourceEventId: SourceEventId, cause: Cause) => {
    const command: RecordActivity = {
      type: 'RecordActivity',
      activity: report,
      sourceEventId,
      unknownReferences: [],
    };
    return leads.execute(leadId, [{ command, cause: { ...cause, sourceEventId } }]);
  };

export type RecordReport = ReturnType<typeof createRecordReport>;
