type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

const space = /[ \t\n\r]*/y;
const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

const endOf = (pattern: RegExp, text: string, at: number): number | undefined => {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
};

interface Scanned {
  readonly end: number;
  readonly isWhole: boolean;
}

const scanText = (text: string, at: number): Scanned => {
  if (text[at] !== '"') return { end: at, isWhole: false };
  let end = at + 1;
  while (end < text.length && text[end] !== '"') {
    if (text.charCodeAt(end) < 0x20) return { end, isWhole: false };
    const next = text[end] === '\\' ? endOf(escaped, text, end) : end + 1;
    if (next === undefined) return { end, isWhole: false };
    end = next;
  }
  return end < text.length ? { end: end + 1, isWhole: true } : { end, isWhole: false };
};

const scanValue = (text: string, at: number): Scanned => {
  const end = endOf(scalar, text, at);
  return end === undefined ? scanText(text, at) : { end, isWhole: true };
};

const afterValue = (open: readonly string[]): Expected => (open.length === 0 ? 'nothing' : 'comma-or-end');

/** What is expected after a bracket, comma or colon; `undefined` for any other character, and where it may not stand. */
const afterMark = (character: string, expected: Expected, open: string[]): Expected | undefined => {
  if (expected.endsWith('or-end') && character === open.at(-1)) {
    open.pop();
    return afterValue(open);
  }
  if (expected === 'colon') return character === ':' ? 'value' : undefined;
  if (expected === 'comma-or-end' && character === ',') return open.at(-1) === '}' ? 'key' : 'value';
  if (!expected.startsWith('value') || (character !== '{' && character !== '[')) return undefined;
  open.push(character === '{' ? '}' : ']');
  return character === '{' ? 'key-or-end' : 'value-or-end';
};

/** The place at which a text stops being JSON. */
const faultIn = (text: string): number => {
  const open: string[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    at = endOf(space, text, at) ?? at;
    const character = text[at];
    if (character === undefined || expected === 'nothing') return at;
    const next = afterMark(character, expected, open);
    if (next === undefined) {
      if (expected === 'colon' || expected === 'comma-or-end') return at;
      const isKey = expected.startsWith('key');
      const { end, isWhole } = isKey ? scanText(text, at) : scanValue(text, at);
      if (!isWhole) return end;
      at = end;
      expected = isKey ? 'colon' : afterValue(open);
    } else {
      at += 1;
      expected = next;
    }
  }
};

/** Says where a text stops being JSON. The parser itself names the place for some mistakes only. */
export const describeJsonFault = (text: string): string => {
  const at = faultIn(text);
  const lines = text.slice(0, at).split('\n');
  const found =
    at < text.length
      ? `unexpected ${JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0))}`
      : 'unexpected end';
  return `is not JSON: ${found} at line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1} (position ${at})`;
};
