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

/** Matches a text in small letters also where it is in capitals. */
const inAnyCase = (literal: string): string =>
  [...literal]
    .map((letter) => {
      const capital = letter.toUpperCase();
      return capital === letter || capital.length > 1 ? escaped(letter) : `[${letter}${capital}]`;
    })
    .join('');

/** What a pattern matches: one normalised URL, or those that a regular expression, made of escaped literals, does. */
export type UrlMatcher =
  | { readonly kind: 'exactly'; readonly url: string }
  | { readonly kind: 'matching'; readonly expression: string };

/**
 * Of the expressions of the texts around the stars. The one between two stars is looked for once, where it first stands:
 * `(?=(.*?text))\1` does not go back, so that no address takes longer than its length, here and in MongoDB.
 */
const expressionOf = ([first = '', ...others]: readonly string[]): string => {
  const between = others.slice(0, -1).map((part, index) => `(?=(.*?${part}))\\${index + 1}`);
  return `^${first}${between.join('')}.*${others.at(-1) ?? ''}$`;
};

/**
 * The texts around the stars of a normal pattern, as expressions. What follows a star where the host stands may be meant
 * for the path: it is in small letters by now, and matches either.
 */
const textsAround = (normal: string): readonly string[] => {
  const end = normal.search(/[/?#]/);
  const pathAt = end === -1 ? normal.length : end;
  const [host = '', ...afterStars] = normal.slice(0, pathAt).split('*');
  const [path = '', ...others] = normal.slice(pathAt).split('*').map(escaped);
  const hosts = [escaped(host), ...afterStars.map(inAnyCase)];
  return [...hosts.slice(0, -1), `${hosts.at(-1) ?? ''}${path}`, ...others];
};

/** The stars of a pattern stay where they are when it is normalised as a URL is. */
export const urlMatcher = (pattern: UrlPattern): UrlMatcher => {
  const normal = normaliseUrl(pattern);
  return normal.includes('*')
    ? { kind: 'matching', expression: expressionOf(textsAround(normal)) }
    : { kind: 'exactly', url: normal };
};

/** A test of normalised URLs. */
export const createUrlTest = (pattern: UrlPattern): ((url: string) => boolean) => {
  const matcher = urlMatcher(pattern);
  if (matcher.kind === 'exactly') return (url) => url === matcher.url;
  const expression = new RegExp(matcher.expression, 's');
  return (url) => expression.test(url);
};
