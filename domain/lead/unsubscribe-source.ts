const prefix = 'unsubscribe link of the message ';

/** Run and step: what else a client may say there is not the key of a message. */
const messageKey = /^[0-9a-f-]{36}\.\d{1,2}$/;

/** Where consent was withdrawn, for a lead that followed the unsubscribe link of a message. */
export const unsubscribeSource = (messageId: string): string => `${prefix}${messageId}`;

/** The message whose unsubscribe link was followed, if that is where consent was withdrawn. */
export const unsubscribedMessage = (source: string): string | undefined => {
  const key = source.startsWith(prefix) ? source.slice(prefix.length) : '';
  return messageKey.test(key) ? key : undefined;
};
