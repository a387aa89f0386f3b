import { describe, expect, it } from 'vitest';
import { decode, decodeOrThrow } from '../../../domain/codecs/decode.js';
import { createUrlTest, UrlPattern } from '../../../domain/funnel/url-pattern.js';
import { normaliseUrl } from '../../../domain/lead/page-url.js';
import { fc } from '../../support/arbitraries.js';

const matches = (pattern: string, url: string): boolean =>
  createUrlTest(decodeOrThrow(UrlPattern, pattern))(normaliseUrl(url));

describe('a URL pattern', () => {
  it.each([
    ['example.com/pricing', 'https://example.com/pricing', true],
    ['HTTPS://Example.com:443/pricing/#top', 'http://example.com/pricing?utm_source=mail', true],
    ['example.com/pricing', 'https://example.com/Pricing', false],
    ['example.com/pricing', 'https://example.com/pricing/now', false],
    ['example.com/*', 'https://example.com', false],
    ['example.com*', 'https://example.com', true],
    ['example.com/courses/*', 'https://example.com/courses/7/lesson', true],
    ['*.example.com/thanks', 'https://shop.example.com/thanks/', true],
    ['*.example.com/thanks', 'https://example.com/thanks', false],
    ['*Pricing*', 'https://example.com/Pricing/now', true],
    ['*%C3%A4', 'https://example.com/%C3%A4', true],
    ['*.Example.com/Thanks', 'https://shop.example.com/Thanks', true],
    ['*.Example.com/Thanks', 'https://shop.example.com/thanks', false],
    ['Example.com*/Thanks*', 'https://example.com/a/Thanks/b', true],
    ['example.com/*/lesson/*?plan=*', 'https://example.com/a/b/lesson/3?plan=pro', true],
    ['example.com/*/lesson/*?plan=*', 'https://example.com/a/b/lesson?plan=pro', false],
    ['example.com/aba*ba', 'https://example.com/aba', false],
    ['example.com/(a)+b.c', 'https://example.com/(a)+b.c', true],
    ['example.com/(a)+b.c', 'https://example.com/aab.c', false],
    ['example.com/a.c', 'https://example.com/abc', false],
  ])('%s · %s: %s', (pattern, url, expected) => {
    expect(matches(pattern, url)).toBe(expected);
  });

  it.each([
    '^https://example.com$',
    'example.com/.*',
    'example.com/.+',
    'example.com/[0-9]',
    'example.com/a|b',
    'example.com/\\d',
    'example.com/(?:a)',
    'example.com/*/*/*/*',
    '/pricing',
    'two words.com',
    'ftp://example.com',
    '',
    `example.com/${'x'.repeat(2000)}`,
  ])('%s is none', (pattern) => {
    expect(decode(UrlPattern, pattern, 'url')).toMatchObject({ ok: false, faults: [{ path: 'url' }] });
  });

  it('matches what any way of filling in its stars matches', () => {
    const parts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 4 }), {
      minLength: 2,
      maxLength: 4,
    });
    const path = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 });
    /** Slow and plain: every place for every part. */
    const fills = ([first = '', ...rest]: readonly string[], text: string): boolean => {
      if (!text.startsWith(first)) return false;
      const left = text.slice(first.length);
      if (rest.length === 0) return left === '';
      return Array.from({ length: left.length + 1 }, (_, index) => left.slice(index)).some((tail) =>
        fills(rest, tail),
      );
    };
    fc.assert(
      fc.property(parts, path, (pieces, tail) => {
        const pattern = `x/p${pieces.join('*')}`;
        fc.pre(UrlPattern.is(pattern));
        expect(matches(pattern, `https://x/p${tail}`)).toBe(fills(pattern.split('*'), `x/p${tail}`));
      }),
      { numRuns: 2000 },
    );
  });
});
