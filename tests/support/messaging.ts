import type { Catalogue } from '../../commands/catalogue.js';
import type { Links } from '../../commands/links.js';
import { createTokens } from '../../commands/tokens.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { PhoneNumber, Url } from '../../domain/codecs/values.js';
import { createSign } from '../../runtime/sign.js';

const url = (text: string): Url => decodeOrThrow(Url, text);

/** The number that Twilio lends for tests. */
export const ourNumber = decodeOrThrow(PhoneNumber, '+15005550006');

/** Signed with a key that everybody knows. */
export const testTokens = createTokens({
  sign: createSign(new TextEncoder().encode('a key for tests')),
  equal: (left, right) => left === right,
});

/** There are a `default` and a `second` connection of each kind. */
export const testConnection: Catalogue['connection'] = async (kind, connectionId) =>
  connectionId === 'default' || connectionId === 'second'
    ? { connectionId, kind, numbers: kind === 'twilio' ? [ourNumber] : [] }
    : undefined;

/** Links that can be read, where nobody has to be kept from forging them. */
export const testLinks: Links = {
  open: ({ messageId }) => `https://leadline.example/t/o/${messageId}`,
  click: ({ messageId }, to) => `https://leadline.example/t/c/${messageId}?to=${encodeURIComponent(to)}`,
  unsubscribe: ({ messageId }) => `https://leadline.example/t/u/${messageId}`,
  callback: ({ messageId }, connectionId, channel) =>
    url(`https://leadline.example/hooks/twilio/${connectionId}/${channel}/${messageId}`),
};
