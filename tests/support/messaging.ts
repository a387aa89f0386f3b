import type { Catalogue } from '../../commands/catalogue.js';
import type { Links } from '../../commands/links.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { PhoneNumber, Url } from '../../domain/codecs/values.js';

const url = (text: string): Url => decodeOrThrow(Url, text);

/** The number that Twilio lends for tests. */
export const ourNumber = decodeOrThrow(PhoneNumber, '+15005550006');

/** There are a `default` and a `second` connection of each kind. */
export const testConnection: Catalogue['connection'] = async (kind, connectionId) =>
  connectionId === 'default' || connectionId === 'second'
    ? { connectionId, kind, numbers: kind === 'twilio' ? [ourNumber] : [] }
    : undefined;

/** Links that can be read, where nobody has to be kept from forging them. */
export const testLinks: Links = {
  open: ({ messageId }) => url(`https://leadline.example/t/o/${messageId}`),
  click: ({ messageId }, to) => url(`https://leadline.example/t/c/${messageId}?to=${encodeURIComponent(to)}`),
  unsubscribe: ({ messageId }) => url(`https://leadline.example/t/u/${messageId}`),
  callback: ({ messageId }, connectionId, channel) =>
    url(`https://leadline.example/hooks/twilio/${connectionId}/${channel}/${messageId}`),
};
