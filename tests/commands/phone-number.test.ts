import { describe, expect, it } from 'vitest';
import { toPhoneNumber } from '../../commands/phone-number.js';

describe('a phone number', () => {
  it.each([
    ['(202) 555-0123', 'US', '+12025550123'],
    ['2025550123', 'US', '+12025550123'],
    ['1.202.555.0123', 'US', '+12025550123'],
    ['+1–202–555–0123', 'DE', '+12025550123'],
    ['1-800-356-9377', 'US', '+18003569377'],
    ['011 49 170 1234567', 'US', '+491701234567'],
    ['0170 1234567', 'DE', '+491701234567'],
    ['1701234567', 'DE', '+491701234567'],
    ['+49 (0)170 1234567', 'US', '+491701234567'],
    ['0049 170 1234567', 'DE', '+491701234567'],
    ['030 901820', 'DE', '+4930901820'],
    ['+43 664 1234567', 'DE', '+436641234567'],
    ['07911 123456', 'GB', '+447911123456'],
    ['020 7946 0958', 'GB', '+442079460958'],
    ['06 12 34 56 78', 'FR', '+33612345678'],
    ['06 698 12345', 'IT', '+390669812345'],
    ['612 34 56 78', 'ES', '+34612345678'],
    ['070-123 45 67', 'SE', '+46701234567'],
    ['501 234 567', 'PL', '+48501234567'],
    ['8 912 345 67 89', 'RU', '+79123456789'],
    ['0532 123 45 67', 'TR', '+905321234567'],
    ['098765 43210', 'IN', '+919876543210'],
    ['131 2345 6789', 'CN', '+8613123456789'],
    ['090-1234-5678', 'JP', '+819012345678'],
    ['0412 345 678', 'AU', '+61412345678'],
    ['11 96123-4567', 'BR', '+5511961234567'],
    ['011 15 1234 5678', 'AR', '+5491112345678'],
    ['55 1234 5678', 'MX', '+525512345678'],
    ['071 123 4567', 'ZA', '+27711234567'],
    ['0802 123 4567', 'NG', '+2348021234567'],
    ['050-234-5678', 'IL', '+972502345678'],
    ['+683 4002', 'US', '+6834002'],
  ])('%s, written in %s, is %s', (text, region, number) => {
    expect(toPhoneNumber(text, region)).toBe(number);
  });

  it.each([
    ['in Arabic digits', '٠١٠١٢٣٤٥٦٧٨', 'EG', '+201012345678'],
    ['in wide digits', '０９０１２３４５６７８', 'JP', '+819012345678'],
    ['with a wide digit among others', '+1202555012３', 'US', '+12025550123'],
    ['between marks of the direction of writing', '\u202a+12025550123\u202c', 'US', '+12025550123'],
    ['with blanks around it', '\n +12025550123 \t', 'US', '+12025550123'],
    ['with blanks that do not break', '+1\u00a0202\u00a0555\u00a00123', 'US', '+12025550123'],
  ])('is read %s', (_, text, region, number) => {
    expect(toPhoneNumber(text, region)).toBe(number);
  });

  it('needs its country code where the region is none', () => {
    expect(toPhoneNumber('+12025550123', 'XX')).toBe('+12025550123');
    expect(toPhoneNumber('2025550123', 'XX')).toBeUndefined();
    expect(toPhoneNumber('2025550123', '')).toBeUndefined();
  });

  it.each([
    ['nothing', '', 'US'],
    ['blanks', '   ', 'US'],
    ['a plus', '+', 'US'],
    ['a country code', '+49', 'US'],
    ['words', 'not a number', 'US'],
    ['a vanity number, whose letters stand for digits', '1-800-FLOWERS', 'US'],
    ['a sentence around a number', 'call 202 555 0123', 'US'],
    ['two numbers', '2025550123 or 2025550124', 'US'],
    ['two numbers with a slash', '2025550123/2025550124', 'US'],
    ['a placeholder', '#Contact | Phone #', 'US'],
    ['a URI', 'tel:+1-201-555-0123', 'US'],
    ['an extension', '+1 202 555 0123 ext. 5', 'US'],
    ['an extension after x', '(202) 555-0123 x42', 'US'],
    ['an extension after a semicolon', '+12025550123;ext=7', 'US'],
    ['an emergency number', '911', 'US'],
    ['another emergency number', '112', 'DE'],
    ['a number that is too short', '+1202555', 'US'],
    ['a number that is too long', '+12025550123456789', 'US'],
    ['a number longer than any', '0'.repeat(101), 'US'],
    ['a very long text', '1'.repeat(100_000), 'US'],
    ['a country that there is not', '+999 123456789', 'US'],
    ['an area that there is not', '+1 555 123 4567', 'US'],
    ['possible digits that nobody has', '+1 555 555 5555', 'US'],
    ['a number of Mexico as it was until 2019', '+52 1 55 1234 5678', 'MX'],
    ['zeros', '0000000000', 'DE'],
    ['a premium number of Germany', '0900 1234567', 'DE'],
    ['a premium number of the USA', '+1 900 555 0123', 'US'],
    ['an e-mail address', 'ada@example.com', 'US'],
    ['markup', '<script>2025550123</script>', 'US'],
    ['a null byte', '+1202555\u00000123', 'US'],
  ])('is not %s', (_, text, region) => {
    expect(toPhoneNumber(text, region)).toBeUndefined();
  });

  it('is the same when it is read again', () => {
    const once = toPhoneNumber('0170 1234567', 'DE') ?? '';
    expect(toPhoneNumber(once, 'US')).toBe(once);
  });
});
