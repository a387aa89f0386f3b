import { describe, expect, it } from 'vitest';
import { oneLine } from '../../../commands/email/one-line.js';
import { fc } from '../../support/arbitraries.js';

describe('one line', () => {
  it('has no line break and no control character, whatever it was made from', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(oneLine(text)).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|^\s|\s$/u);
        expect(oneLine(oneLine(text))).toBe(oneLine(text));
      }),
    );
  });

  it.each([
    ['a\r\nBcc: b', 'a Bcc: b'],
    ['a\r\n\tb', 'a b'],
    ['a\u2028b\u2029c\u0085d\u000be\ff\0g', 'a b c d e f g'],
    ['\ud800a\udc00', 'a'],
    [' a \u00a0 b ', 'a b'],
  ])('%j is %j', (text, line) => {
    expect(oneLine(text)).toBe(line);
  });

  it.each(['👩‍👩‍👧 family', 'می‌خواهم', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '☎️', 'Ünï – “quoted”', '日本語'])(
    'leaves what is one word as it is: %s',
    (text) => {
      expect(oneLine(text)).toBe(text);
    },
  );
});
