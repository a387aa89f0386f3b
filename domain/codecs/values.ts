import * as t from 'io-ts';
import { Finite } from './numbers.js';
import { body, line, oneOf, pattern, RefinedType, text } from './text.js';

// The shape browsers check, with lengths of RFC 5321; whether it is somebody's address only a delivery tells.
const address =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}))*$/;

/** An e-mail address; the domain is stored in lower case. */
export const EmailAddress = text('EmailAddress', {
  message: 'must be an e-mail address',
  schema: { format: 'email', maxLength: 254 },
  fits: (input) => input.length <= 254 && address.test(input),
  normalise: (input) => {
    const at = input.trim().lastIndexOf('@');
    return (
      input.trim().slice(0, at + 1) +
      input
        .trim()
        .slice(at + 1)
        .toLowerCase()
    );
  },
});
export type EmailAddress = t.TypeOf<typeof EmailAddress>;

const plainName = String.raw`[^\p{C}\p{Zl}\p{Zp}"<>@,;:()\[\]\\=?]{1,120}`;
const quotedName = String.raw`"[^\p{C}\p{Zl}\p{Zp}"\\=?]{1,120}"`;
const named = new RegExp(`^(?:(?:${plainName}|${quotedName}) ?<([^<>]+)>|([^<>\\s]+))$`, 'u');

/** One mailbox as a header shows it, `Ann <ann@example.com>`: nothing in it can become another address or header. */
export const Mailbox = text('Mailbox', {
  message: 'must be one mailbox, such as Ann <ann@example.com>',
  schema: { maxLength: 400, examples: ['Ann <ann@example.com>'] },
  fits: (input) => {
    const [, inBrackets, bare] = input.length <= 400 ? (named.exec(input) ?? []) : [];
    return EmailAddress.is(inBrackets ?? bare);
  },
});
export type Mailbox = t.TypeOf<typeof Mailbox>;

/** A phone number as the whole world writes it (E.164). */
export const PhoneNumber = pattern(
  'PhoneNumber',
  /^\+[1-9]\d{6,14}$/,
  'must be a phone number with its country code, such as +4930901820',
);
export type PhoneNumber = t.TypeOf<typeof PhoneNumber>;

/** A way to reach a lead. */
export const Channel = oneOf('Channel', ['email', 'sms', 'phone']);
export type Channel = t.TypeOf<typeof Channel>;

export const Currency = pattern('Currency', /^[A-Z]{3}$/, 'must be a currency code, such as EUR');
export type Currency = t.TypeOf<typeof Currency>;

export const Tag = line('Tag', 100);
export type Tag = t.TypeOf<typeof Tag>;

export const Name = line('Name', 200);
export type Name = t.TypeOf<typeof Name>;

export const NoteText = body('NoteText', 10_000);
export type NoteText = t.TypeOf<typeof NoteText>;

export const Url = text('Url', {
  message: 'must be an http or https address of at most 2,000 characters',
  schema: { format: 'uri', maxLength: 2000 },
  fits: (input) => input.length <= 2000 && /^https?:\/\/[^\s/?#@]+([/?#]\S*)?$/i.test(input),
});
export type Url = t.TypeOf<typeof Url>;

const reserved = new Set(['constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty']);

/** The name of an attribute of a lead. Without dots and dollars, so that it is a plain key everywhere. */
export const AttributeName = text('AttributeName', {
  message: 'must be 1 to 64 letters, digits or underscores, first a letter',
  schema: { pattern: '^[A-Za-z][A-Za-z0-9_]{0,63}$' },
  fits: (input) => /^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(input) && !reserved.has(input),
});
export type AttributeName = t.TypeOf<typeof AttributeName>;

const isScalar = (input: unknown): input is string | number | boolean =>
  typeof input === 'boolean' || Finite.is(input) || (typeof input === 'string' && input.length <= 2000);

/** The value of an attribute: text of at most 2,000 characters, a finite number, true or false. */
export const Scalar = new RefinedType<string | number | boolean>(
  'Scalar',
  isScalar,
  (input, context) =>
    isScalar(input)
      ? t.success(input)
      : t.failure(input, context, 'must be text of at most 2,000 characters, a number, true or false'),
  { type: ['string', 'number', 'boolean'] },
);
export type Scalar = t.TypeOf<typeof Scalar>;
