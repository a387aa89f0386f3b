import { createHmac } from 'node:crypto';

export type Params = Readonly<Record<string, string>>;

/**
 * What Twilio puts into `X-Twilio-Signature`: HMAC-SHA1, keyed with the auth token, of the URL followed by every posted
 * parameter's name and value, sorted by name.
 */
export const signature = (authToken: string, url: string, posted: Params): string => {
  const signed = Object.keys(posted)
    .sort()
    .reduce((text, name) => `${text}${name}${posted[name] ?? ''}`, url);
  return createHmac('sha1', authToken).update(signed, 'utf8').digest('base64');
};
