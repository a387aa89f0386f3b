import { decodeOrThrow } from '../domain/codecs/decode.js';
import { Url } from '../domain/codecs/values.js';
import type { MessageRef } from '../domain/lead/message-ref.js';

/** Addresses that lead back to Leadline, made for one message. None can be forged. */
export interface Links {
  readonly open: (message: MessageRef) => Url;
  readonly click: (message: MessageRef, url: string) => Url;
  readonly unsubscribe: (message: MessageRef) => Url;
  /** Where a provider reports what became of a message. */
  readonly callback: (message: MessageRef, connectionId: string, channel: 'sms' | 'phone') => Url;
}

const url = (text: string): Url => decodeOrThrow(Url, text);

/** The links under the public address of this server. */
export const createLinks = (publicUrl: string): Links => ({
  open: () => url(`${publicUrl}/t/o`),
  click: () => url(`${publicUrl}/t/c`),
  unsubscribe: () => url(`${publicUrl}/t/u`),
  callback: (_message, connectionId, channel) => url(`${publicUrl}/hooks/twilio/${connectionId}/${channel}`),
});
