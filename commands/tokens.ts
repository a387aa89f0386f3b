import type * as t from 'io-ts';
import { decode } from '../domain/codecs/decode.js';
import type { Json } from '../domain/codecs/json.js';

/** What a token is for. One of another purpose is worth nothing. */
export type Purpose = 'open' | 'click' | 'unsubscribe' | 'callback';

export interface TokenPorts {
  /** HMAC-SHA-256 of a text under a secret key, in base64url. */
  readonly sign: (text: string) => string;
  /** Compares in a time that does not tell where two texts differ. */
  readonly equal: (left: string, right: string) => boolean;
}

/** Small signed texts that stand in addresses: whoever has one may do what it says, and nobody can make one. */
export interface Tokens {
  readonly issue: (purpose: Purpose, payload: Json) => string;
  /** What a token says; `undefined` for one that was not issued here for that purpose. */
  readonly read: <A>(purpose: Purpose, codec: t.Type<A, unknown, unknown>, token: string) => A | undefined;
}

const maxLength = 8000;
const shape = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})$/;

const toBase64Url = (text: string): string => {
  const bytes = new TextEncoder().encode(text);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
};

const fromBase64Url = (text: string): string => {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder('utf-8', { fatal: true }).decode(
    Uint8Array.from(binary, (character) => character.charCodeAt(0)),
  );
};

export const createTokens = ({ sign, equal }: TokenPorts): Tokens => {
  const signatureOf = (purpose: Purpose, body: string): string => sign(`${purpose}.${body}`);
  return {
    issue: (purpose, payload) => {
      const body = toBase64Url(JSON.stringify(payload));
      return `${body}.${signatureOf(purpose, body)}`;
    },
    read: (purpose, codec, token) => {
      const [, body, signature] = token.length > maxLength ? [] : (shape.exec(token) ?? []);
      if (body === undefined || signature === undefined) return undefined;
      if (!equal(signature, signatureOf(purpose, body))) return undefined;
      // Signed by us, so it is what we wrote.
      const decoded = decode(codec, JSON.parse(fromBase64Url(body)));
      return decoded.ok ? decoded.value : undefined;
    },
  };
};
