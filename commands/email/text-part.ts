import { compile, type FormatCallback } from 'html-to-text';

/** What a picture says, and not where it is. */
const imageText: FormatCallback = ({ attribs }, _walk, builder) => builder.addInline(attribs['alt'] ?? '');

/** A space between what stands side by side. */
const cell: FormatCallback = ({ children }, walk, builder) => {
  walk(children, builder);
  builder.addInline(' ');
};

const toText = compile({
  formatters: { imageText, cell },
  wordwrap: 78,
  limits: { maxInputLength: 1_000_000, maxDepth: 200, maxChildNodes: 20_000, ellipsis: '…' },
  selectors: [
    {
      selector: 'a',
      options: { hideLinkHrefIfSameAsText: true, ignoreHref: false, linkBrackets: ['(', ')'] },
    },
    { selector: 'img', format: 'imageText' },
    // Most tables of e-mails are there for the layout, not for data.
    { selector: 'table', format: 'block' },
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'td', format: 'cell' },
    { selector: 'th', format: 'cell' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
      selector,
      options: { uppercase: false },
    })),
  ],
});

/** What an HTML text says, for mail programs that show none: links as `text (address)`. */
export const textPart = (html: string): string => toText(html).trim();
