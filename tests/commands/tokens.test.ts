import { describe, expect, it } from 'vitest';
import { Json } from '../../domain/codecs/json.js';
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
});
