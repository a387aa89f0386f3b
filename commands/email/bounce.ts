/**
 * Of RFC 3463: no such mailbox, no such system, no address at all, moved away, takes no mail (RFC 7505), disabled.
 * 5.1.7 and 5.1.8 are about the sender; a full mailbox (5.2.2), systems, routes and policies (5.3 to 5.7) may change.
 */
const ofAddress = /^5\.(1\.(1|2|3|6|10)|2\.1)$/;

/** “Other”: it is the words that tell. */
const vague = /^5\.[01]\.0$/;

const noMailbox =
  /(user|recipient|mailbox|address|account)[^.]{0,40}(unknown|not found|does ?n.t exist|does not exist|unavailable|disabled|invalid|rejected: no)|no such (user|recipient|mailbox|address|account)|unknown (user|recipient|mailbox|address)|invalid (recipient|mailbox|address)/i;

/** A bare 550 “mailbox unavailable” is said for policies, too (RFC 5321 §4.2.3), and servers then add which. */
const ofSender =
  /sender|mail from|from address|spam|polic|block(ed|ing|list)|black ?list|reputation|\b(spf|dkim|dmarc|dns|rbl|mx)\b|relay|quota|\bfull\b/i;

/**
 * Whether a mail server's answer says that the mailbox does not exist, so that nothing more is to be sent there.
 * By its enhanced status where it gives one that tells, else by its words.
 */
export const isUnknownMailbox = (answer: string): boolean => {
  const [, status] = /^\s*5\d\d[ -]#?(5\.\d{1,3}\.\d{1,3})\b/.exec(answer) ?? [];
  if (status !== undefined && !vague.test(status)) return ofAddress.test(status);
  return /^\s*55[0134][ -]/.test(answer) && noMailbox.test(answer) && !ofSender.test(answer);
};
