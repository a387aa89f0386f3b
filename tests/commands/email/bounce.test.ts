import { describe, expect, it } from 'vitest';
import { isUnknownMailbox } from '../../../commands/email/bounce.js';

describe('an answer of a mail server', () => {
  it.each([
    '550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown in local recipient table',
    '550-5.1.1 The email account that you tried to reach does not exist. Please try',
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
    '553 5.1.3 malformed address',
    '550 5.1.6 recipient no longer on server',
    '550 5.2.1 The email account that you tried to reach is disabled',
    '550 No such user here',
    '550 Unknown user',
    '550 Requested action not taken: mailbox unavailable',
    '550 <nobody@example.com>: user unknown',
    '551 user not found',
    '550 Invalid recipient nobody@example.com',
    '554 Recipient address does not exist',
    '550 #5.1.1 Address rejected',
    '550 5.0.0 user unknown',
    '550 5.1.0 no such user here',
  ])('says that the mailbox does not exist: %s', (answer) => {
    expect(isUnknownMailbox(answer)).toBe(true);
  });

  it.each([
    '550 5.7.1 Message rejected due to content restrictions',
    '554 5.7.1 Service unavailable; client host blocked using Spamhaus',
    '552 5.2.2 mailbox full',
    '452 4.2.2 mailbox full',
    '451 4.7.1 Greylisted, try again',
    '421 4.3.2 Service shutting down',
    '550 5.4.1 Recipient address rejected: Access denied',
    '550 5.7.26 This mail is unauthenticated',
    '550 SPF check failed',
    '550 5.1.8 Sender address rejected: Domain not found',
    '550 5.1.0 Address rejected',
    '550 Sender address rejected: Domain not found',
    '550 Requested action not taken: mailbox unavailable; invalid DNS MX or A/AAAA resource record',
    '550 mailbox unavailable: blocked by our policy',
    '552 user quota exceeded, mailbox unavailable',
    '554 Message looks like spam',
    '535 5.7.8 Authentication failed: user unknown',
    '450 user unknown',
    'Connection timeout',
    '',
    'user unknown',
  ])('says nothing about the mailbox: %s', (answer) => {
    expect(isUnknownMailbox(answer)).toBe(false);
  });
});
