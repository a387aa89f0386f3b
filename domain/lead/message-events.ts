import * as t from 'io-ts';
import { CallPatternId, ConnectionId, SmsTemplateId, TemplateId } from '../codecs/ids.js';
import { integer } from '../codecs/numbers.js';
import { open } from '../codecs/struct.js';
import { oneOf } from '../codecs/text.js';
import { EmailAddress, PhoneNumber, Url } from '../codecs/values.js';
import { event } from '../event.js';
import { VersionNumber } from '../versioned.js';

/** Which version of which e-mail template a message was made from. */
export const TemplateRef = open('TemplateRef', { templateId: TemplateId, version: VersionNumber });
export type TemplateRef = t.TypeOf<typeof TemplateRef>;

const SmsTemplateRef = open('SmsTemplateRef', { templateId: SmsTemplateId, version: VersionNumber });
const CallPatternRef = open('CallPatternRef', { patternId: CallPatternId, version: VersionNumber });

/** A mail server took the message; `messageId` is its Message-ID. */
export const EmailSent = event(
  'EmailSent',
  {
    messageId: t.string,
    to: EmailAddress,
    subject: t.string,
    response: t.string,
    connectionId: ConnectionId,
  },
  { template: TemplateRef },
);
const ofEmail = { messageId: t.string };
/** `machine`: an image proxy or a scanner fetched it, which does not show that a person did. */
const reading = { machine: t.boolean };
const readingDetails = { template: TemplateRef, userAgent: t.string };
export const EmailOpened = event('EmailOpened', { ...ofEmail, ...reading }, readingDetails);
export const EmailLinkClicked = event(
  'EmailLinkClicked',
  { ...ofEmail, url: Url, ...reading },
  readingDetails,
);
/** `permanent`: the address does not exist, and is not written to any more. */
export const EmailBounced = event(
  'EmailBounced',
  { permanent: t.boolean, address: EmailAddress, diagnostic: t.string },
  { messageId: t.string, template: TemplateRef },
);
export const EmailComplained = event(
  'EmailComplained',
  { address: EmailAddress, feedbackType: t.string },
  { messageId: t.string, template: TemplateRef },
);

/** The provider took the message; `providerId` is the provider's own id of it. */
export const SmsSent = event(
  'SmsSent',
  {
    messageId: t.string,
    providerId: t.string,
    connectionId: ConnectionId,
    from: PhoneNumber,
    to: PhoneNumber,
    text: t.string,
    segments: integer('Segments', { min: 1, max: 100 }),
  },
  { template: SmsTemplateRef },
);
const ofProvider = { messageId: t.string, providerId: t.string };
export const SmsDelivered = event('SmsDelivered', ofProvider);
/** The provider could not deliver what it took. */
export const SmsFailed = event('SmsFailed', { ...ofProvider, code: t.string, message: t.string });
/** The lead wrote to one of our numbers. */
export const SmsReceived = event('SmsReceived', {
  providerId: t.string,
  from: PhoneNumber,
  to: PhoneNumber,
  text: t.string,
});

/** The provider is to make the call. */
export const CallPlaced = event(
  'CallPlaced',
  {
    messageId: t.string,
    providerId: t.string,
    connectionId: ConnectionId,
    from: PhoneNumber,
    to: PhoneNumber,
    recorded: t.boolean,
  },
  { pattern: CallPatternRef },
);
export const CallAnswered = event('CallAnswered', ofProvider, { answeredBy: t.string });
const seconds = integer('Seconds', { min: 0, max: 1_000_000 });
/** How a call ended; only a completed one was answered. */
export const CallEnding = oneOf('CallEnding', ['completed', 'busy', 'no-answer', 'failed', 'canceled']);
export const CallEnded = event(
  'CallEnded',
  { ...ofProvider, status: CallEnding },
  { durationSeconds: seconds },
);
export const CallRecordingReady = event(
  'CallRecordingReady',
  { ...ofProvider, recordingId: t.string, url: Url },
  { durationSeconds: seconds },
);

/** A receiver answered a web request. */
export const WebhookDelivered = event('WebhookDelivered', {
  webhookId: t.string,
  url: Url,
  status: integer('HttpStatus', { min: 100, max: 599 }),
});

/** What Leadline sent, as the providers took it. */
export const sentEvents = [EmailSent, SmsSent, CallPlaced, WebhookDelivered] as const;

/** What providers, and the tracking of links, report of messages afterwards. */
export const messageReports = [
  EmailOpened,
  EmailLinkClicked,
  EmailBounced,
  EmailComplained,
  SmsDelivered,
  SmsFailed,
  SmsReceived,
  CallAnswered,
  CallEnded,
  CallRecordingReady,
] as const;

export type SentEvent = t.TypeOf<(typeof sentEvents)[number]>;
export type MessageReport = t.TypeOf<(typeof messageReports)[number]>;
