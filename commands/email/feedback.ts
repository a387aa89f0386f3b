import { simpleParser } from 'mailparser';
import { decode } from '../../domain/codecs/decode.js';
import { EmailAddress } from '../../domain/codecs/values.js';

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

type Fields = Readonly<Record<string, string>>;

/** Header-like fields, with continued lines joined. */
const fieldsOf = (text: string): Fields =>
  Object.fromEntries(
    text
      .replace(/\r?\n[ \t]+/g, ' ')
      .split(/\r?\n/)
      .flatMap((line) => {
        const colon = line.indexOf(':');
        return colon < 1 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]];
      }),
  );

/** `rfc822; ann@example.com`, `<ann@example.com>` or the address alone. */
const addressIn = (field: string | undefined): EmailAddress | undefined => {
  const [, address = ''] = /<?([^\s<>;]+@[^\s<>;]+)>?\s*$/.exec(field ?? '') ?? [];
  const decoded = decode(EmailAddress, address);
  return decoded.ok ? decoded.value : undefined;
};

const messageIdIn = (text: string): string | undefined =>
  /^message-id:\s*(<[^<>\s]{1,300}>)/im.exec(text)?.[1];

const optional = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } => {
  const result: { [P in K]?: V } = {};
  if (value !== undefined) result[key] = value;
  return result;
};

/** 4.x.x passes; of 5.x.x only what is wrong with the address itself (RFC 3463 §3.2, and 5.2.1) is for ever. */
const isPermanent = (action: string, status: string): boolean =>
  action.toLowerCase() === 'failed' && /^5\.(1\.\d+|2\.1|0\.0)\b/.test(status);

const toBounce = (report: string, returned: string): Feedback | undefined => {
  // The fields of the message come first, then those of each recipient; we send to one.
  const fields = fieldsOf(report);
  const { action, status } = fields;
  if (action === undefined || status === undefined) return undefined;
  // `delayed`, `delivered`, `relayed` and `expanded` are no bounces.
  if (action.toLowerCase() !== 'failed') return undefined;
  return {
    kind: 'bounce',
    permanent: isPermanent(action, status),
    diagnostic: (fields['diagnostic-code'] ?? `${action} ${status}`).slice(0, 1000),
    ...optional('recipient', addressIn(fields['original-recipient'] ?? fields['final-recipient'])),
    ...optional('messageId', messageIdIn(returned)),
  };
};

const toComplaint = (report: string, returned: string): Feedback | undefined => {
  const fields = fieldsOf(report);
  const feedbackType = fields['feedback-type'];
  // `not-spam` is the opposite of a complaint (RFC 6430).
  if (feedbackType === undefined || feedbackType.toLowerCase() === 'not-spam') return undefined;
  return {
    kind: 'complaint',
    feedbackType: feedbackType.slice(0, 100),
    ...optional('recipient', addressIn(fields['original-rcpt-to'] ?? fieldsOf(returned)['to'])),
    ...optional('messageId', messageIdIn(returned)),
  };
};

/**
 * Reads the report of a bounce (RFC 3464) or of a complaint (RFC 5965) as it came by mail.
 * @returns `undefined` for every other mail: an answer of a person, an out-of-office note, a delay
 */
export const readFeedback = async (mail: string): Promise<Feedback | undefined> => {
  const { attachments } = await simpleParser(mail, {
    keepDeliveryStatus: true,
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
  });
  const part = (type: RegExp): string | undefined => {
    const found = attachments.find(({ contentType }) => type.test(contentType));
    return found?.content.toString('utf8');
  };
  const returned = part(/^(message\/(rfc822|global)|text\/rfc822-headers)/) ?? '';
  const status = part(/^message\/(global-)?delivery-status$/);
  if (status !== undefined) return toBounce(status, returned);
  const report = part(/^message\/feedback-report$/);
  return report === undefined ? undefined : toComplaint(report, returned);
};
