import { RewritingStream } from 'parse5-html-rewriting-stream';

type StartTag = Parameters<RewritingStream['emitStartTag']>[0];

const percentEncoded = (character: string): string =>
  [...new TextEncoder().encode(character)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');

/**
 * The URL of a link that may be tracked: `mailto:`, `tel:`, places on the page and everything strange may not. In ASCII,
 * as a browser would ask for it, since the header of a redirect can hold nothing else.
 */
const trackable = (href: string): string | undefined =>
  /^https?:\/\/[^\s/?#@]+([/?#]\S*)?$/i.test(href.trim())
    ? href.trim().replace(/[^!-~]/gu, percentEncoded)
    : undefined;

const isLink = ({ tagName }: StartTag): boolean => tagName === 'a' || tagName === 'area';

/** Links in SVG have attributes with a prefix, which `emitStartTag` would write without. */
const isHindrance = ({ name, value, prefix }: StartTag['attrs'][number]): boolean =>
  (name === 'data-track' && value.toLowerCase() === 'off') || (prefix !== undefined && prefix !== '');

const retarget = (tag: StartTag, track: (url: string) => string | undefined): StartTag | undefined => {
  if (!isLink(tag) || tag.attrs.some(isHindrance)) return undefined;
  const href = tag.attrs.find(({ name }) => name === 'href');
  const url = href === undefined ? undefined : trackable(href.value);
  const tracked = url === undefined ? undefined : track(url);
  return tracked === undefined
    ? undefined
    : { ...tag, attrs: tag.attrs.map((attr) => (attr === href ? { ...attr, value: tracked } : attr)) };
};

/**
 * Leads the links of an HTML text elsewhere, and leaves every other byte as it is. (A tag that is not finished at the
 * end of the text, which nobody would see, is left out.)
 * @param track the new address of a link; `undefined` leaves it as it is. `data-track="off"` does, too
 */
export const trackLinks = (html: string, track: (url: string) => string | undefined): Promise<string> =>
  new Promise((resolve, reject) => {
    const rewriter = new RewritingStream();
    const parts: string[] = [];
    rewriter.on('startTag', (tag, raw) => {
      const retargeted = retarget(tag, track);
      if (retargeted === undefined) rewriter.emitRaw(raw);
      else rewriter.emitStartTag(retargeted);
    });
    rewriter.on('data', (part) => parts.push(String(part)));
    rewriter.on('end', () => resolve(parts.join('')));
    rewriter.on('error', reject);
    rewriter.end(html);
  });

const escapeAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** Comments, elements whose content is text, and last what is looked for: the end tag of a body. */
const endTags =
  /<!--(?:-?>|.*?(?:--!?>|$))|<(script|style|title|textarea|xmp|iframe|noembed|noframes)\b.*?(?:<\/\1\b|$)|<\/body(?=[\s/>])/gis;

/** The text with an invisible picture at the end of its body, which is fetched when the mail is opened. */
export const addPixel = (html: string, url: string): string => {
  const pixel = `<img src="${escapeAttribute(url)}" width="1" height="1" alt="" style="display:none">`;
  const ends = [...html.matchAll(endTags)].filter(([tag]) => tag.startsWith('</'));
  const end = ends.at(-1)?.index ?? html.length;
  return `${html.slice(0, end)}${pixel}${html.slice(end)}`;
};
