import { describe, expect, it } from 'vitest';
import { textPart } from '../../../commands/email/text-part.js';

describe('the text part of an e-mail', () => {
  it('says what the HTML says', () => {
    const html = `<html><head><style>p{}</style><title>no</title></head><body><h1>Sale!</h1>
      <p>Only <b>today</b>: <a href="https://shop.example/sale?a=1&amp;b=2">have a look</a>
      or write to <a href="mailto:shop@example.com">shop@example.com</a>.</p>
      <ul><li>Shoes</li><li>Socks</li></ul><img src="https://shop.example/x.png" alt="A shoe"></body></html>`;
    expect(textPart(html)).toBe(
      [
        'Sale!',
        '',
        'Only today: have a look (https://shop.example/sale?a=1&b=2) or write to',
        'shop@example.com.',
        '',
        ' * Shoes',
        ' * Socks',
        '',
        'A shoe',
      ].join('\n'),
    );
  });

  it('keeps the cells of a row apart, and the rows', () => {
    const rows = '<tr><th>Product</th><th>Price</th></tr><tr><td>Shoes</td><td>20 €</td></tr>';
    expect(textPart(`<table>${rows}</table>`)).toBe('Product Price\nShoes 20 €');
    expect(textPart(`<table><tr><td><table>${rows}</table></td></tr><tr><td>Bye</td></tr></table>`)).toBe(
      'Product Price\nShoes 20 €\n\nBye',
    );
  });

  it('runs no script and shows no style', () => {
    expect(textPart('<script>alert(1)</script><style>x{}</style>a')).toBe('a');
  });

  it('ends on texts that are long, deep or broken', () => {
    expect(textPart('<div>'.repeat(5000)).length).toBeLessThan(3);
    expect(textPart(`${'<b>'.repeat(3000)}x`)).toBeTypeOf('string');
    expect(textPart(`<p>${'long '.repeat(100_000)}</p>`).length).toBeGreaterThan(400_000);
    expect(textPart('<a href="https://a.example/"')).toBeTypeOf('string');
  });
});
