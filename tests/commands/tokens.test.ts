import { describe, expect, it } from 'vitest';
import { createTokens } from '../../commands/tokens.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { LeadId } from '../../domain/codecs/ids.js';
import { Json } from '../../domain/codecs/json.js';
import { MessageRef } from '../../domain/lead/message-ref.js';
import { createSign } from '../../runtime/sign.js';
import { arbitraryOf, fc } from '../support/arbitraries.js';
import { testTokens } from '../support/messaging.js';

const { issue, read } = testTokens;
const json = arbitraryOf<Json>(Json);

describe('a token', () => {
  it('says what it was issued for', () => {
    fc.assert(
      fc.property(json, (payload) => {
        expect(read('open', Json, issue('open', payload))).toEqual(payload);
      }),
    );
  });

  it('is worth nothing for another purpose', () => {
    fc.assert(
      fc.property(json, (payload) => {
        const token = issue('open', payload);
        for (const purpose of ['click', 'unsubscribe', 'callback'] as const)
          expect(read(purpose, Json, token)).toBeUndefined();
      }),
    );
  });

  it('is worth nothing when any one character of it is another', () => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ %\u00e9';
    const characters = fc.constantFrom(...letters);
    fc.assert(
      fc.property(json, fc.nat(10_000), characters, (payload, position, character) => {
        const token = issue('click', payload);
        const at = position % token.length;
        const changed = token.slice(0, at) + character + token.slice(at + 1);
        if (changed !== token) expect(read('click', Json, changed)).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it('is worth nothing cut short, doubled, or of nonsense; and nothing throws', () => {
    const token = issue('open', { a: 1 });
    const nonsense = [
      '',
      '.',
      '..',
      `${token}.`,
      `.${token}`,
      token + token,
      `${token}\n`,
      ` ${token}`,
      'é'.repeat(50),
    ];
    const cut = Array.from({ length: token.length }, (_, length) => token.slice(0, length));
    for (const text of [...nonsense, ...cut]) expect(read('open', Json, text)).toBeUndefined();
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(read('open', Json, text)).toBeUndefined();
      }),
    );
  });

  it('longer than an address can be is not even looked at', () => {
    expect(read('open', Json, issue('open', 'x'.repeat(9000)))).toBeUndefined();
  });

  const ref: MessageRef = {
    leadId: decodeOrThrow(LeadId, '018f3c00-0000-7000-8000-000000000000'),
    messageId: '018f3c00-0000-7000-8000-000000000001.0',
  };
  const base64url = (text: string): string => Buffer.from(text).toString('base64url');

  it('is worth nothing with any bit of it flipped', () => {
    const token = issue('open', ref);
    const flipped = Array.from(token).flatMap((character, at) =>
      [0, 1, 2, 3, 4, 5, 6, 7].map(
        (bit) =>
          token.slice(0, at) +
          String.fromCharCode(character.charCodeAt(0) ^ (1 << bit)) +
          token.slice(at + 1),
      ),
    );
    expect(flipped.length).toBeGreaterThan(1000);
    for (const forged of flipped) expect(read('open', MessageRef, forged)).toBeUndefined();
  });

  it('is worth nothing when somebody else made it', () => {
    const [body = '', signature = ''] = issue('open', ref).split('.');
    const others = createTokens({
      sign: createSign(new TextEncoder().encode('another key')),
      equal: (left, right) => left === right,
    });
    const evil = ['__proto__', 'constructor', 'toString'].map((key) =>
      base64url(`{"${key}":{"leadId":"x"}}`),
    );
    const forgeries = [
      others.issue('open', ref),
      `${body}.${others.issue('open', ref).split('.')[1]}`,
      ...evil.flatMap((claim) => [`${claim}.${signature}`, `${claim}.`, claim, `${claim}.${'A'.repeat(43)}`]),
      `${base64url('{"alg":"none"}')}.${body}.`,
      `${base64url('{"alg":"none"}')}.${body}`,
      `${base64url('{"alg":"HS256"}')}.${body}.${signature}`,
      `${body}=.${signature}`,
      `${body}==.${signature}=`,
      `${body}..${signature}`,
      `${body}.${signature}.`,
      `.${body}.${signature}`,
      `${body}%2E${signature}`,
      `${body}．${signature}`,
      `open.${body}.${signature}`,
      `${signature}.${body}`,
      `${base64url(` ${JSON.stringify(ref)}`)}.${signature}`,
      `${base64url(JSON.stringify(JSON.stringify(ref)))}.${signature}`,
      `${body}\u0000.${signature}`,
      `${body}\n.${signature}`,
      `${body}.${signature}\u2028`,
      `${'A'.repeat(1_000_000)}.${signature}`,
    ];
    for (const forged of forgeries)
      expect(read('open', MessageRef, forged), forged.slice(0, 300)).toBeUndefined();
    expect(read('open', MessageRef, `${body}.${signature}`)).toEqual(ref);
  });

  it('that was issued here, but not for a message, is none of a message', () => {
    for (const payload of [null, 1, 'x', [], {}, { leadId: 'x', messageId: 'y' }])
      expect(read('open', MessageRef, issue('open', payload))).toBeUndefined();
  });
});
