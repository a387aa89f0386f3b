import type { Json } from '../domain/codecs/json.js';
import { createUrlTest, type UrlPattern, urlMatcher } from '../domain/funnel/url-pattern.js';
import type { Filter } from './filter.js';

/** Which normalised URLs match a pattern: as a test, inside `$elemMatch`, and as an expression on `$$one`. */
export const whichUrl = (
  pattern: UrlPattern,
): { readonly fits: (url: string) => boolean; readonly match: Filter; readonly expression: Json } => {
  const matcher = urlMatcher(pattern);
  const fits = createUrlTest(pattern);
  if (matcher.kind === 'exactly')
    return {
      fits,
      match: { url: { $eq: matcher.url } },
      expression: { $eq: ['$$one.url', { $literal: matcher.url }] },
    };
  const regex = matcher.expression;
  return {
    fits,
    match: { url: { $regex: regex, $options: 's' } },
    expression: {
      $regexMatch: { input: { $ifNull: ['$$one.url', ''] }, regex: { $literal: regex }, options: 's' },
    },
  };
};
