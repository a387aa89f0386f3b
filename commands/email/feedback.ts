import { simpleParser } from 'mailparser';
import type { EmailAddress } from '../../domain/codecs/values.js';
import { isUnknownMailbox } from './bounce.js';
import { addressIn, blocksOf, type Fields, headersOf } from './report-fields.js';

/** What a mail server, or a mailbox provider, reports of a message that it took. */
export type Feedback =
  | {
      readonly kind: 'bounce';
      /** The mailbox does not exist: it is not worth another try. */
      readonly permanent: boolean;
      readonly recipient?: EmailAddress;
      readonly diagnostic: string;
      readonly messageId?: string;
    }
  | {
      readonly kind: 'complaint';
      readonly recipient?: EmailAddress;
      readonly feedbackType: string;
      readonly messageId?: string;
    };

const optional = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } => {
  const result: { [P in K]?: V } = {};
  if (value !== undefined) result[key] = value;
  return result;
};

const messageIdOf = (returned: string): string | undefined =>
  /^<[^<>\s]{1,300}>/.exec(headersOf(returned).get('message-id') ?? '')?.[0];

/** Words may follow in parentheses (RFC 3464 §2.3.3). `delayed`, `delivered`, `relayed`, `expanded` are no bounces. */
const hasFailed = (fields: Fields): boolean => /^failed\b/i.test(fields.get('action') ?? '');

/** Exim says 5.0.0 of every failure: then what the other server answered tells. */
const isPermanent = (status: string, diagnostic: string): boolean =>
  isUnknownMailbox(status === '5.0.0' ? diagnostic.replace(/^smtp;\s*/i, '') : `550 ${status}`);

const toBounce = (report: string, returned: string): Feedback | undefined => {
  const fields = blocksOf(report).find(hasFailed);
  if (fields === undefined) return undefined;
  const [status = '5.0.0'] = /^[245]\.\d{1,3}\.\d{1,3}\b/.exec(fields.get('status') ?? '') ?? [];
  const diagnostic = (fields.get('diagnostic-code') ?? '').slice(0, 1000);
  return {
    kind: 'bounce',
    permanent: isPermanent(status, diagnostic),
    diagnostic: diagnostic === '' ? `failed ${status}` : diagnostic,
    ...optional(
      'recipient',
      addressIn(fields.get('original-recipient')) ?? addressIn(fields.get('final-recipient')),
    ),
    ...optional('messageId', messageIdOf(returned)),
  };
};

/** The opposite of a complaint (RFC 6430), and what is about signatures (RFC 6591): no reader has complained. */
const notOfReaders = /^(not-spam|auth-failure)$/i;

const toComplaint = (report: string, returned: string): Feedback | undefined => {
  const fields = blocksOf(report).find((block) => block.has('feedback-type'));
  const feedbackType = fields?.get('feedback-type') ?? '';
  if (feedbackType === '' || notOfReaders.test(feedbackType)) return undefined;
  return {
    kind: 'complaint',
    feedbackType: feedbackType.slice(0, 100),
    ...optional(
      'recipient',
      addressIn(fields?.get('original-rcpt-to')) ?? addressIn(headersOf(returned).get('to')),
    ),
    ...optional('messageId', messageIdOf(returned)),
  };
};

/** The parts of a mail; none of one that the parser refuses, for too many parts or headers. */
const partsOf = async (mail: string) => {
  try {
    const options = { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true };
    return (await simpleParser(mail, { keepDeliveryStatus: true, ...options })).attachments;
  } catch {
    return [];
  }
};

/**
 * Reads the report of a bounce (RFC 3464) or of a complaint (RFC 5965) as it came by mail.
 * @returns `undefined` for every other mail: an answer of a person, an out-of-office note, a delay
 */
export const readFeedback = async (mail: string): Promise<Feedback | undefined> => {
  const parts = await partsOf(mail);
  const part = (type: RegExp): string | undefined =>
    parts.find(({ contentType }) => type.test(contentType))?.content.toString('utf8');
  const returned = part(/^(message\/(rfc822|global)|text\/rfc822-headers)/) ?? '';
  const status = part(/^message\/(global-)?delivery-status$/);
  if (status !== undefined) return toBounce(status, returned);
  const report = part(/^message\/feedback-report$/);
  return report === undefined ? undefined : toComplaint(report, returned);
};
