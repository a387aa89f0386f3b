const prefix = 'unsubscribe link of the message ';

/** Where consent was withdrawn, for a lead that followed the unsubscribe link of a message. */
export const unsubscribeSource = (messageId: string): string => `${prefix}${messageId}`;

/** The message whose unsubscribe link was followed, if that is where consent was withdrawn. */
export const unsubscribedMessage = (source: string): string | undefined =>
  source.startsWith(prefix) ? source.slice(prefix.length) : undefined;
