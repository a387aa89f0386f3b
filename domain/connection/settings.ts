import * as t from 'io-ts';
import { list } from '../codecs/collections.js';
import { integer } from '../codecs/numbers.js';
import { closed } from '../codecs/struct.js';
import { taggedUnion } from '../codecs/tagged-union.js';
import { oneOf, pattern, text } from '../codecs/text.js';
import { Mailbox, Name, PhoneNumber, Url } from '../codecs/values.js';
import { SendingLimits } from './limits.js';

/** What can be sent through. */
export const ConnectionKind = oneOf('ConnectionKind', ['smtp', 'twilio', 'training-jet']);
export type ConnectionKind = t.TypeOf<typeof ConnectionKind>;

// Names of containers may have underscores; names in the DNS have none.
const hostName = String.raw`[A-Za-z0-9][A-Za-z0-9_-]{0,62}(?:\.[A-Za-z0-9_-]{1,63}){0,126}`;
const ipv6 = '(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}';
const host = new RegExp(`^(?:${hostName}|${ipv6})$`);

const Host = text('Host', {
  message: 'must be a host name or an IP address, such as smtp.example.com',
  schema: { pattern: host.source, maxLength: 253 },
  fits: (input) => input.length <= 253 && host.test(input),
});

const UserName = text('UserName', {
  message: 'must be 1 to 320 characters without line breaks',
  schema: { minLength: 1, maxLength: 320 },
  fits: (input) => /^[^\p{Cc}\p{Zl}\p{Zp}]{1,320}$/u.test(input),
});

/** Receivers look for the key at `<selector>._domainkey.<domain>`. */
const Dkim = closed('Dkim', {
  domain: pattern(
    'DomainName',
    /^[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,63}){1,8}$/,
    'must be a domain, such as example.com',
  ),
  selector: pattern(
    'DkimSelector',
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    'must be 1 to 63 letters, digits, dots, dashes or underscores, first a letter or digit',
  ),
});

/** A mail server. */
export const SmtpSettings = closed(
  'SmtpSettings',
  {
    kind: t.literal('smtp'),
    name: Name,
    host: Host,
    port: integer('ServerPort', { min: 1, max: 65_535 }),
    /** The sender, unless a message names another. */
    from: Mailbox,
  },
  {
    /** `tls` from the first byte, `starttls` or nothing, `none` in the clear. Unless given: `tls` on port 465, on others STARTTLS where it is offered. */
    security: oneOf('SmtpSecurity', ['tls', 'starttls', 'none']),
    user: UserName,
    replyTo: Mailbox,
    dkim: Dkim,
    limits: SendingLimits,
  },
);

const TwilioNumber = closed('TwilioNumber', { number: PhoneNumber }, { name: Name });

/** An account at Twilio, and the numbers that it sends and calls from. */
export const TwilioSettings = closed(
  'TwilioSettings',
  {
    kind: t.literal('twilio'),
    name: Name,
    accountSid: pattern('AccountSid', /^AC[0-9a-f]{32}$/, 'must be AC and 32 hexadecimal digits'),
    numbers: list(TwilioNumber, { min: 1, max: 100 }),
  },
  {
    /** The country that numbers without a country code are from. */
    defaultRegion: pattern('Region', /^[A-Z]{2}$/, 'must be a country code of two capitals, such as DE'),
    limits: SendingLimits,
  },
);

/** A school on Training Jet. */
export const TrainingJetSettings = closed(
  'TrainingJetSettings',
  { kind: t.literal('training-jet'), name: Name, baseUrl: Url },
  { limits: SendingLimits },
);

/** All of a connection that is not secret. */
export const ConnectionSettings = taggedUnion(
  'ConnectionSettings',
  { smtp: SmtpSettings, twilio: TwilioSettings, 'training-jet': TrainingJetSettings },
  'kind',
);
export type ConnectionSettings = t.TypeOf<typeof ConnectionSettings>;
