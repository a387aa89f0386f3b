/**
 * Whether a mail server's answer says that the mailbox does not exist, so that nothing more is to be sent there.
 * By its enhanced status where it gives one (RFC 3463: 5.1.1 bad mailbox, 5.1.2 bad system, 5.1.3 bad syntax,
 * 5.1.6 moved, 5.1.10 null MX, 5.2.1 disabled); a bare 550 counts by its words only, since it also means spam or policy.
 */
export const isUnknownMailbox = (answer: string): boolean => {
  const [, status] = /^\s*5\d\d[ -](?:#?)(5\.\d{1,3}\.\d{1,3})\b/.exec(answer) ?? [];
  if (status !== undefined) return /^5\.(1\.(1|2|3|6|10)|2\.1)$/.test(status);
  return (
    /^\s*55[0134][ -]/.test(answer) &&
    /(user|recipient|mailbox|address|account)[^.]{0,40}(unknown|not found|does ?n.t exist|does not exist|unavailable|disabled|invalid|rejected: no)|no such (user|recipient|mailbox|address|account)|unknown (user|recipient|mailbox|address)|invalid (recipient|mailbox|address)/i.test(
      answer,
    )
  );
};
