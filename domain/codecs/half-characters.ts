import { under } from './decode.js';
import { isRecord } from './struct.js';

/** Half of a character that takes two units of UTF-16, without its other half. UTF-8 has none, so no server keeps one. */
const halves = /\p{Surrogate}/gu;

/** JSON writes one as an escape; where there is no such escape, there is none. */
const escaped = /\\u[dD][89a-fA-F]/;

const isWhole = (text: string): boolean => text.search(halves) === -1;

/**
 * Where in the value of a JSON text the first text with half of a character stands, or the first key;
 * `undefined` where there is none.
 */
export const halfCharacterIn = (json: string, value: unknown): string | undefined => {
  if (!escaped.test(json)) return undefined;
  // A list of what is left: values may be nested deeper than calls.
  const left: (readonly [path: string, value: unknown])[] = [['', value]];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [path, part] = next;
    if (typeof part === 'string' && !isWhole(part)) return path;
    const entries: readonly (readonly [string, unknown])[] = Array.isArray(part)
      ? part.map((item, index) => [`${path}[${index}]`, item])
      : isRecord(part)
        ? Object.entries(part).map(([key, item]) => [under(path, key), item])
        : [];
    const wrong = isRecord(part) ? entries.find(([place]) => !isWhole(place)) : undefined;
    if (wrong !== undefined) return wrong[0].replaceAll(halves, '\ufffd');
    left.push(...entries.toReversed());
  }
  return undefined;
};

/** The value with � for each half of a character: texts that were cut off end with one. */
export const withWholeCharacters = (value: unknown): unknown => {
  const json = JSON.stringify(value);
  return json !== undefined && escaped.test(json)
    ? JSON.parse(json, (_key, part: unknown) =>
        typeof part === 'string' ? part.replaceAll(halves, '\ufffd') : part,
      )
    : value;
};
