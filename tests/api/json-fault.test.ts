import { describe, expect, test } from 'vitest';
import { describeJsonFault } from '../../api/json-fault.js';
import { parseJson } from '../../api/read-body.js';
import { fc, json } from '../support/arbitraries.js';

describe('where a text stops being JSON', () => {
  test.each([
    ['', 'unexpected end at line 1, column 1 (position 0)'],
    ['xyz', 'unexpected "x" at line 1, column 1 (position 0)'],
    ['[1,]', 'unexpected "]" at line 1, column 4 (position 3)'],
    ['[1 2]', 'unexpected "2" at line 1, column 4 (position 3)'],
    ['{"a":1,}', 'unexpected "}" at line 1, column 8 (position 7)'],
    ['{"a" 1}', 'unexpected "1" at line 1, column 6 (position 5)'],
    ['{\n  "a": 1,\n  b: 2\n}', 'unexpected "b" at line 3, column 3 (position 14)'],
    ['{"a":"x', 'unexpected end at line 1, column 8 (position 7)'],
    ['"tab\there"', 'unexpected "\\t" at line 1, column 5 (position 4)'],
    ['"\\x"', 'unexpected "\\\\" at line 1, column 2 (position 1)'],
    ['{"a":1}}', 'unexpected "}" at line 1, column 8 (position 7)'],
    ['[1}', 'unexpected "}" at line 1, column 3 (position 2)'],
    ['[01]', 'unexpected "0" at line 1, column 2 (position 1)'],
    ['[tru]', 'unexpected "t" at line 1, column 2 (position 1)'],
  ])('%j', (text, expected) => {
    expect(describeJsonFault(text)).toBe(`is not JSON: ${expected}`);
  });

  test('whatever is cut off is missing its end, unless what is left is JSON', () => {
    fc.assert(
      fc.property(json, fc.nat(), (value, cut) => {
        const text = JSON.stringify({ value });
        const part = text.slice(0, cut % text.length);
        expect(() => parseJson(part)).toThrow(/is not JSON/);
        expect(JSON.parse(JSON.stringify(parseJson(text)))).toEqual({ value });
      }),
      { numRuns: 300 },
    );
  });

  test('a character too many is found where it is', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify([value]);
        expect(describeJsonFault(`${text}]`)).toContain(`(position ${text.length})`);
      }),
      { numRuns: 300 },
    );
  });
});
