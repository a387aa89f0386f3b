import { describe, expect, it } from 'vitest';
import { addPixel, trackLinks } from '../../../commands/email/rewrite-html.js';
import { fc } from '../../support/arbitraries.js';

const tracked = async (html: string): Promise<readonly string[]> => {
  const urls: string[] = [];
  await trackLinks(html, (url) => {
    urls.push(url);
    return undefined;
  });
  return urls;
};
const rewritten = (html: string): Promise<string> => trackLinks(html, () => 'https://t.example/1');

describe('the links of an e-mail', () => {
  it.each([
    ['<a href="https://a.example/?b=1&amp;c=2">x</a>', 'https://a.example/?b=1&c=2'],
    ["<A HREF='http://a.example'>x</A>", 'http://a.example'],
    ['<a href=https://a.example/x>x</a>', 'https://a.example/x'],
    ['<area href="HTTPS://a.example/">', 'HTTPS://a.example/'],
    ['<a\nclass="x"\thref="  https://a.example/  ">x</a>', 'https://a.example/'],
  ])('are found however they are written: %s', async (html, url) => {
    expect(await tracked(html)).toEqual([url]);
  });

  it.each([
    ...['javascript:alert(1)', ' jAvAsCrIpT:alert(1)', 'java\nscript:alert(1)', '&#106;avascript:alert(1)'],
    ...[
      'data:text/html,<script>1</script>',
      'vbscript:x',
      'file:///etc/passwd',
      'ftp://a.example/',
      'blob:x',
    ],
    ...['mailto:a@b.example', 'tel:+4930901820', 'sms:+4930901820', '#top', '', '?a=1', '/a', '//a.example/'],
    ...[
      'https://',
      'https:a.example',
      'https://user:secret@a.example/',
      'https://a b.example/',
      'httpsx://a',
    ],
  ])('that lead elsewhere are left alone: %s', async (href) => {
    const html = `<a href="${href}">x</a>`;
    expect(await tracked(html)).toEqual([]);
    expect(await rewritten(html)).toBe(html);
  });

  it.each([
    '<a data-track="off" href="https://a.example/">x</a>',
    '<a href=https://a.example/ DATA-TRACK=OFF>x</a>',
    '<svg><a xlink:href="https://a.example/" href="https://a.example/">x</a></svg>',
  ])('are left alone where the text says so, or where they could not be written back: %s', async (html) => {
    expect(await rewritten(html)).toBe(html);
  });

  it.each([
    ['https://a.example/日本?q=ä#é', 'https://a.example/%E6%97%A5%E6%9C%AC?q=%C3%A4#%C3%A9'],
    ['https://münchen.example/😀', 'https://m%C3%BCnchen.example/%F0%9F%98%80'],
    ['https://a.example/%E6\u0001\ud800', 'https://a.example/%E6%01%EF%BF%BD'],
  ])('are in ASCII, so that a redirect can name them: %s', async (url, ascii) => {
    expect(await tracked(`<a href="${url}">x</a>`)).toEqual([ascii]);
    expect(new URL(ascii).href).toBe(new URL(url).href);
  });

  it.each([
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x"><HTML><Body bgcolor=red>',
    '<!--[if mso]><v:roundrect href="https://a.example/"><w:anchorlock/><![endif]-->',
    '<!--[if !mso]><!--><img src="https://a.example/x.png"><!--<![endif]-->',
    '<style>a[href="https://a.example/"]{color:red}</style><script>"<a href=\'https://a.example/\'>"</script>',
    '<p>1 < 2 & 3 &amp; &nbsp; &#x1F600; "quotes" \' ',
    '<table><tr><td>no body</table></b></i>',
    '<textarea><a href="https://a.example/"></textarea>',
    '<svg><![CDATA[<a href="x">]]></svg>',
    '\u0000\ufeff<p>\r\n\r\r\n</p>',
  ])('are the only thing that changes: %s', async (html) => {
    expect(await rewritten(html)).toBe(html);
  });

  it('do not let an address out of its attribute', async () => {
    const html = await trackLinks(
      '<a href="https://a.example/">x</a>',
      () => 'https://t/"><script>alert(1)</script>',
    );
    expect(html).toBe('<a href="https://t/&quot;><script>alert(1)</script>">x</a>');
  });

  it('are never half rewritten, whatever the text is', async () => {
    const piece = fc.constantFrom(
      '<a href="',
      'https://a.example/',
      '">',
      '</a>',
      '<',
      '>',
      '"',
      "'",
      '<!--',
      '-->',
      ' ',
      'x',
      '<p>',
      '&amp;',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 25 }), async (pieces) => {
        const html = pieces.join('');
        const result = await trackLinks(html, () => undefined);
        expect(html.startsWith(result)).toBe(true);
        expect(html.slice(result.length)).toMatch(/^($|<)/);
      }),
    );
  });
});

describe('the picture', () => {
  it('goes to the end of the body, or of the text', () => {
    expect(addPixel('<body>a</body></html>', 'https://t/1')).toMatch(/^<body>a<img [^>]+><\/body><\/html>$/);
    expect(addPixel('<BODY>a</BODY >', 'https://t/1')).toMatch(/^<BODY>a<img [^>]+><\/BODY >$/);
    expect(addPixel('a', 'https://t/1?a=1&b="2')).toBe(
      'a<img src="https://t/1?a=1&amp;b=&quot;2" width="1" height="1" alt="" style="display:none">',
    );
  });

  it.each([
    ['<body>İİİ', '</body>'],
    ['<body>a', '</body><!-- </body> -->'],
    ['<body>a', '</body><!--[if mso]></body><![endif]-->'],
    ['<body>a', '</body><style></body></style></html>'],
    ['<body>a', '</body><!-- </body>'],
    ['<body><!--> a <!--[if !mso]><!--> b <!--<![endif]-->', '</body\n></html>'],
    ['<body>a</bodyguard>', ''],
    ['<body>a</body>b', '</body>'],
    ['<script>"</body>"</script>', ''],
  ])('goes where it is shown: %s | %s', (before, after) => {
    const html = addPixel(before + after, 'https://t/1');
    expect(html.startsWith(`${before}<img src="https://t/1"`)).toBe(true);
    expect(html.endsWith(`style="display:none">${after}`)).toBe(true);
    expect(html.replace(/<img[^>]*>/, '')).toBe(before + after);
  });

  it('finds its place in no time, whatever the text is', () => {
    const started = performance.now();
    for (const piece of ['<!--', '<style>', '<style></body', '</body', '<script ', '<!-- --'])
      addPixel(piece.repeat(50_000), 'https://t/1');
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
