import { decodeOrThrow } from '../domain/codecs/decode.js';
import { SourceEventId } from '../domain/codecs/ids.js';
import type { Instant } from '../domain/codecs/time.js';
import type { Url } from '../domain/codecs/values.js';
import type { MessageRef } from '../domain/lead/message-ref.js';
import { unsubscribeSource } from '../domain/lead/unsubscribe-source.js';
import { messageIdOf } from './email/message-id.js';
import type { Cause } from './event-log.js';
import { ConsentSource, type ManageConsent } from './manage-consent.js';
import type { RecordReport } from './record-report.js';
import type { Hash } from './resolve-lead.js';

/** Who fetched a picture or followed a link, as far as the request tells. */
export interface Reader {
  readonly machine: boolean;
  readonly userAgent: string;
}

export interface RecordReadingPorts {
  readonly recordReport: RecordReport;
  readonly manageConsent: ManageConsent;
  readonly hash: Hash;
}

/** Whoever has a link can fetch it all day: more than one fetch within an hour is one. */
const hourOf = (now: Instant): string => now.slice(0, 13);

const about = ({ messageId, template }: MessageRef, { machine, userAgent }: Reader) => ({
  messageId: messageIdOf(messageId),
  machine,
  ...(template === undefined ? {} : { template }),
  ...(userAgent === '' ? {} : { userAgent: userAgent.slice(0, 300) }),
});

/** What readers of e-mails do: open them, follow their links, unsubscribe. @throws DomainError `notFound` */
export const createRecordReading = ({ recordReport, manageConsent, hash }: RecordReadingPorts) => {
  const once = (kind: string, { messageId }: MessageRef, { machine }: Reader, now: Instant, more = '') =>
    decodeOrThrow(
      SourceEventId,
      `${kind}:${hash(`${messageId} ${more}`).slice(0, 32)}:${machine ? 'machine' : 'person'}:${hourOf(now)}`,
    );

  return {
    opened: (message: MessageRef, reader: Reader, now: Instant, cause: Cause) =>
      recordReport(
        message.leadId,
        { type: 'EmailOpened', data: about(message, reader) },
        once('opened', message, reader, now),
        cause,
      ),
    clicked: (message: MessageRef, url: Url, reader: Reader, now: Instant, cause: Cause) =>
      recordReport(
        message.leadId,
        { type: 'EmailLinkClicked', data: { ...about(message, reader), url } },
        once('clicked', message, reader, now, url),
        cause,
      ),
    unsubscribed: ({ leadId, messageId }: MessageRef, cause: Cause) =>
      manageConsent.change(
        leadId,
        {
          channel: 'email',
          consent: 'withdrawn',
          source: decodeOrThrow(ConsentSource, unsubscribeSource(messageId)),
        },
        cause,
      ),
  };
};
