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

/** The place at which a text stops being JSON. */
const faultIn = (text: string): number => {
  const open: string[] = [];
  let expected: Expected = 'value';
  let at = 0;
  const close = (): void => {
    open.pop();
    expected = open.length === 0 ? 'nothing' : 'comma-or-end';
  };
  for (;;) {
    at = endOf(space, text, at) ?? at;
    const character = text[at];
    if (character === undefined || expected === 'nothing') return at;
    const isEnd = expected.endsWith('or-end') && character === open.at(-1);
    if (isEnd) close();
    else if (expected === 'colon') {
      if (character !== ':') return at;
      expected = 'value';
    } else if (expected === 'comma-or-end') {
      if (character !== ',') return at;
      expected = open.at(-1) === '}' ? 'key' : 'value';
    } else if (expected.startsWith('value') && (character === '{' || character === '[')) {
      open.push(character === '{' ? '}' : ']');
      expected = character === '{' ? 'key-or-end' : 'value-or-end';
    } else {
      const isKey = expected.startsWith('key');
      const { end, isWhole } = isKey ? scanText(text, at) : scanValue(text, at);
      if (!isWhole) return end;
      at = end;
      if (isKey) expected = 'colon';
      else expected = open.length === 0 ? 'nothing' : 'comma-or-end';
      continue;
    }
    at += 1;
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
