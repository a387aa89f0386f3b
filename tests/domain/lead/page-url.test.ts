import { describe, expect, it } from 'vitest';
import { normaliseUrl } from '../../../domain/lead/page-url.js';
import { fc } from '../../support/arbitraries.js';

describe('a page is the same', () => {
  it.each([
    ['with another scheme', 'http://example.com/a'],
    ['without a scheme', 'example.com/a'],
    ['with the host in capitals', 'https://EXAMPLE.com/a'],
    ['with the port of the scheme', 'https://example.com:443/a'],
    ['with the port of its own scheme', 'http://example.com:80/a'],
    ['with a user', 'https://someone@example.com/a'],
    ['with slashes at its end', 'https://example.com/a//'],
    ['with a fragment', 'https://example.com/a#part-2'],
    ['with a fragment that looks like a query', 'https://example.com/a#x?y=1'],
    ['with tracking parameters', 'https://example.com/a?utm_source=mail&GCLID=1&fbclid=2'],
    ['with an empty query', 'https://example.com/a?&'],
  ])('%s', (_name, url) => {
    expect(normaliseUrl(url)).toBe('example.com/a');
  });

  it.each([
    ['https://example.com', 'example.com'],
    ['https://example.com/', 'example.com'],
    ['https://example.com/?a=1', 'example.com?a=1'],
    ['https://example.com/A/?b=2&utm_medium=x&a=1', 'example.com/A?b=2&a=1'],
    ['https://example.com:8443/a', 'example.com:8443/a'],
    ['http://example.com:443/a', 'example.com:443/a'],
    ['https://example.com/a?redirect=https://other.com/', 'example.com/a?redirect=https://other.com/'],
    ['https://example.com/a?myutm_source=1', 'example.com/a?myutm_source=1'],
  ])('%s is %s', (url, normal) => {
    expect(normaliseUrl(url)).toBe(normal);
  });

  it('once normalised it stays as it is', () => {
    const url = fc
      .tuple(
        fc.webUrl({ withQueryParameters: true, withFragments: true }),
        fc.constantFrom('', '/', '?', '#', '&utm_id=1', '//'),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(url, (one) => {
        expect(normaliseUrl(normaliseUrl(one))).toBe(normaliseUrl(one));
      }),
      { numRuns: 1000 },
    );
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(typeof normaliseUrl(text)).toBe('string');
      }),
    );
  });
});
