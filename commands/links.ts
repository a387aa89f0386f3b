import { decodeOrThrow } from '../domain/codecs/decode.js';
import { closed } from '../domain/codecs/struct.js';
import { Url } from '../domain/codecs/values.js';
import { MessageRef } from '../domain/lead/message-ref.js';
import type { Tokens } from './tokens.js';

/** Addresses that lead back to Leadline, made for one message. None can be forged. */
export interface Links {
  readonly open: (message: MessageRef) => string;
  /** May be longer than a `Url`: the address that it leads to is in it. */
  readonly click: (message: MessageRef, url: Url) => string;
  readonly unsubscribe: (message: MessageRef) => string;
  /** Where a provider reports what became of a message. */
  readonly callback: (message: MessageRef, connectionId: string, channel: 'sms' | 'phone') => Url;
}

/** A link that was followed: where it leads is part of what is signed. */
export const TrackedLink = closed('TrackedLink', { message: MessageRef, url: Url });

/** The links below the public address of this server. */
export const createLinks = (publicUrl: string, { issue }: Pick<Tokens, 'issue'>): Links => {
  return {
    open: (message) => `${publicUrl}/t/o/${issue('open', message)}`,
    click: (message, to) => `${publicUrl}/t/c/${issue('click', { message, url: to })}`,
    unsubscribe: (message) => `${publicUrl}/t/u/${issue('unsubscribe', message)}`,
    callback: (message, connectionId, channel) =>
      decodeOrThrow(
        Url,
        `${publicUrl}/hooks/twilio/${connectionId}/${channel}/${issue('callback', message)}`,
      ),
  };
};
