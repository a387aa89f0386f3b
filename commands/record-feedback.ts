import type * as t from 'io-ts';
import * as codec from 'io-ts';
import { decodeOrThrow } from '../domain/codecs/decode.js';
import { type LeadId, RunId, SourceEventId } from '../domain/codecs/ids.js';
import { closed } from '../domain/codecs/struct.js';
import { taggedUnion } from '../domain/codecs/tagged-union.js';
import { body, line } from '../domain/codecs/text.js';
import { EmailAddress } from '../domain/codecs/values.js';
import { DomainError } from '../domain/errors.js';
import { type Feedback, readFeedback } from './email/feedback.js';
import type { Cause } from './event-log.js';
import type { ManageSuppressions } from './manage-suppressions.js';
import type { RecordReport } from './record-report.js';
import type { FindLead, Hash } from './resolve-lead.js';

const MessageIdText = line('MessageId', 400);

/** A bounce or complaint: the report as a mail server wrote it, or what a provider's own report says. */
export const FeedbackReport = taggedUnion('FeedbackReport', {
  mail: closed('FeedbackReport.mail', {
    type: codec.literal('mail'),
    /** The whole mail, with its headers (RFC 3464, RFC 5965). */
    mail: body('FeedbackMail', 500_000),
  }),
  bounce: closed(
    'FeedbackReport.bounce',
    {
      type: codec.literal('bounce'),
      recipient: EmailAddress,
      permanent: codec.boolean,
      diagnostic: line('Diagnostic', 1000),
    },
    { messageId: MessageIdText },
  ),
  complaint: closed(
    'FeedbackReport.complaint',
    { type: codec.literal('complaint'), recipient: EmailAddress, feedbackType: line('FeedbackType', 100) },
    { messageId: MessageIdText },
  ),
});
export type FeedbackReport = t.TypeOf<typeof FeedbackReport>;

export interface RecordFeedbackPorts {
  readonly recordReport: RecordReport;
  readonly manageSuppressions: ManageSuppressions;
  readonly findLead: FindLead;
  readonly hash: Hash;
}

/** The run whose step sent the message, which its Message-ID names. */
const runIdIn = (messageId: string | undefined): RunId | undefined => {
  const [, id] = /^<?([0-9a-f-]{36})\.\d{1,2}@leadline>?$/.exec(messageId ?? '') ?? [];
  return RunId.is(id) ? id : undefined;
};

const toFeedback = async (report: FeedbackReport): Promise<Feedback> => {
  if (report.type === 'bounce') return { ...report, kind: 'bounce' };
  if (report.type === 'complaint') return { ...report, kind: 'complaint' };
  const feedback = await readFeedback(report.mail);
  if (feedback === undefined)
    throw DomainError.invalid([{ path: 'mail', message: 'is no report of a bounce or of a complaint' }]);
  return feedback;
};

/**
 * Records what mail servers and mailbox providers report of messages: on the lead whom the message went to, and for
 * good on the address, so that it is not written to any more. A report that comes again changes nothing.
 * @throws DomainError `invalid` for a mail that is no report, or that names no address of anybody
 */
export const createRecordFeedback = ({
  recordReport,
  manageSuppressions,
  findLead,
  hash,
}: RecordFeedbackPorts) => {
  const leadOf = async (
    feedback: Feedback,
    leadOfRun: (runId: RunId) => Promise<LeadId | undefined>,
  ): Promise<LeadId | undefined> => {
    const runId = runIdIn(feedback.messageId);
    const lead = runId === undefined ? undefined : await leadOfRun(runId);
    return lead ?? (feedback.recipient === undefined ? undefined : findLead({ email: feedback.recipient }));
  };

  return async (
    report: FeedbackReport,
    leadOfRun: (runId: RunId) => Promise<LeadId | undefined>,
    cause: Cause,
  ) => {
    const feedback = await toFeedback(report);
    const { kind, recipient, messageId } = feedback;
    if (recipient === undefined)
      throw DomainError.invalid([{ path: 'mail', message: 'names no address that it is about' }]);
    const leadId = await leadOf(feedback, leadOfRun);
    const about = { address: recipient, ...(messageId === undefined ? {} : { messageId }) };
    const id = decodeOrThrow(
      SourceEventId,
      `${kind}:${hash(`${recipient} ${messageId ?? ''}`).slice(0, 32)}`,
    );
    if (feedback.kind === 'bounce') {
      const { permanent, diagnostic } = feedback;
      if (leadId !== undefined)
        await recordReport(
          leadId,
          { type: 'EmailBounced', data: { ...about, permanent, diagnostic } },
          id,
          cause,
        );
      // Of a lead's the reactor takes care; an address that is nobody's is closed here.
      else if (permanent)
        await manageSuppressions.suppress({ channel: 'email', address: recipient }, 'hard-bounce', cause);
    } else {
      const { feedbackType } = feedback;
      if (leadId !== undefined)
        await recordReport(leadId, { type: 'EmailComplained', data: { ...about, feedbackType } }, id, cause);
      else await manageSuppressions.suppress({ channel: 'email', address: recipient }, 'complaint', cause);
    }
    return { kind, recipient, leadId, permanent: feedback.kind === 'complaint' || feedback.permanent };
  };
};
