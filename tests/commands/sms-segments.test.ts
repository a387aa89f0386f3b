import { describe, expect, it } from 'vitest';
import { smsSizeOf } from '../../commands/sms-segments.js';

describe('the segments of a text message', () => {
  it.each([
    ['nothing', '', 'GSM-7', 1],
    ['160 letters', 'a'.repeat(160), 'GSM-7', 1],
    ['161 letters', 'a'.repeat(161), 'GSM-7', 2],
    ['twice 153 letters', 'a'.repeat(306), 'GSM-7', 2],
    ['one more', 'a'.repeat(307), 'GSM-7', 3],
    ['ten times 153 letters', 'a'.repeat(1530), 'GSM-7', 10],
    ['letters that GSM-7 has beside those of ASCII', 'äöüßÄÖÜéèàñ@£$'.repeat(11), 'GSM-7', 1],
    ['line breaks, which are letters', 'a\n'.repeat(80), 'GSM-7', 1],
    ['euro signs, which count two', '€'.repeat(80), 'GSM-7', 1],
    ['one euro sign more', '€'.repeat(81), 'GSM-7', 2],
    ['brackets, which count two', '[]{}'.repeat(20), 'GSM-7', 1],
    ['brackets and a letter', `${'[]{}'.repeat(20)}a`, 'GSM-7', 2],
    ['70 letters of another alphabet', 'ж'.repeat(70), 'UCS-2', 1],
    ['71 of them', 'ж'.repeat(71), 'UCS-2', 2],
    ['twice 67 of them', 'ж'.repeat(134), 'UCS-2', 2],
    ['one more of them', 'ж'.repeat(135), 'UCS-2', 3],
    ['emoji, which count two', '😀'.repeat(35), 'UCS-2', 1],
    ['one emoji more', '😀'.repeat(36), 'UCS-2', 2],
    ['one typographic quotation mark among letters', `“${'a'.repeat(70)}`, 'UCS-2', 2],
    ['a lower-case cedilla, which GSM-7 has not', `ç${'a'.repeat(69)}`, 'UCS-2', 1],
  ])('%s', (_, text, encoding, segments) => {
    expect(smsSizeOf(text)).toEqual({ encoding, segments });
  });

  it('do not part a character that takes two places', () => {
    // 67 places are odd: a segment holds 33 emoji, and 67 of them need three.
    expect(smsSizeOf('😀'.repeat(66)).segments).toBe(2);
    expect(smsSizeOf('😀'.repeat(67)).segments).toBe(3);
  });

  it('stay below what an event can hold, whatever the text', () => {
    expect(smsSizeOf('ж'.repeat(1600)).segments).toBe(24);
  });
});
