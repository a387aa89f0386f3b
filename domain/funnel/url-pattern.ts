import type * as t from 'io-ts';
import { text } from '../codecs/text.js';
import { normaliseUrl } from '../lead/page-url.js';

const maxStars = 3;

const looksLikeRegularExpression = /^\^|\$$|\\|\.\*|\.\+|[[\]|]|\(\?/;

const fits = (input: string): boolean =>
  /^(?:https?:\/\/)?[^\s/?#@:]+(?::[\d*]+)?(?:[/?#]\S*)?$/i.test(input) &&
  input.length <= 2000 &&
  input.split('*').length - 1 <= maxStars &&
  !looksLikeRegularExpression.test(input);

/** A URL, with its scheme or without, in which up to three `*` stand for any text. */
export const UrlPattern = text('UrlPattern', {
  message:
    'must be a URL, such as example.com/courses/*, with at most three * for any text; it is no regular expression',
  schema: { maxLength: 2000, examples: ['example.com/pricing', 'https://example.com/courses/*'] },
  fits,
});
export type UrlPattern = t.TypeOf<typeof UrlPattern>;

const escaped = (literal: string): string => literal.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** What a pattern matches: one normalised URL, or those that a regular expression, made of escaped literals, does. */
export type UrlMatcher =
  | { readonly kind: 'exactly'; readonly url: string }
  | { readonly kind: 'matching'; readonly expression: string };

/**
 * The text between two stars is looked for once, where it first stands: `(?=(.*?text))\1` does not go back, so that no
 * address takes longer than its length, here and in MongoDB.
 */
const expressionOf = ([first = '', ...others]: readonly string[]): string => {
  const between = others.slice(0, -1).map((part, index) => `(?=(.*?${escaped(part)}))\\${index + 1}`);
  return `^${escaped(first)}${between.join('')}.*${escaped(others.at(-1) ?? '')}$`;
};

/** The stars of a pattern stay where they are when it is normalised as a URL is. */
export const urlMatcher = (pattern: UrlPattern): UrlMatcher => {
  const normal = normaliseUrl(pattern);
  return normal.includes('*')
    ? { kind: 'matching', expression: expressionOf(normal.split('*')) }
    : { kind: 'exactly', url: normal };
};

/** A test of normalised URLs. */
export const createUrlTest = (pattern: UrlPattern): ((url: string) => boolean) => {
  const matcher = urlMatcher(pattern);
  if (matcher.kind === 'exactly') return (url) => url === matcher.url;
  const expression = new RegExp(matcher.expression, 's');
  return (url) => expression.test(url);
};
