import { compile } from 'html-to-text';

const toText = compile({
  wordwrap: 78,
  limits: { maxInputLength: 1_000_000, maxDepth: 200, maxChildNodes: 20_000, ellipsis: '…' },
  selectors: [
    {
      selector: 'a',
      options: { hideLinkHrefIfSameAsText: true, ignoreHref: false, linkBrackets: ['(', ')'] },
    },
    { selector: 'img', options: { linkBrackets: false, ignoreHref: true } },
    { selector: 'table', format: 'block' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
      selector,
      options: { uppercase: false },
    })),
  ],
});

/** What an HTML text says, for mail programs that show none: links as `text (address)`. */
export const textPart = (html: string): string => toText(html).trim();
