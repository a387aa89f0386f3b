import { decode } from '../../domain/codecs/decode.js';
import { EmailAddress } from '../../domain/codecs/values.js';
import { oneLine } from './one-line.js';

/** The fields of one block of a report, by their names in lower case; of a repeated one, the first. */
export type Fields = ReadonlyMap<string, string>;

const maxFieldLength = 2000;

const toFields = (block: string): Fields => {
  const fields = new Map<string, string>();
  const lines = block.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (name !== '' && !fields.has(name))
      fields.set(name, oneLine(line.slice(colon + 1, colon + 1 + maxFieldLength)));
  }
  return fields;
};

/** The blocks of a report, which blank lines part; each value is one line. */
export const blocksOf = (report: string): readonly Fields[] =>
  report.split(/\r?\n[ \t]*(?=\r?\n)/).map((block) => toFields(block.trimStart()));

/** The headers of a message, without what its body says. */
export const headersOf = (message: string): Fields =>
  toFields(message.trimStart().split(/\r?\n\r?\n/, 1)[0] ?? '');

/** The address in `rfc822; ann@example.com`, `Ann <ann@example.com>` or alone; `undefined` where there is none. */
export const addressIn = (field: string | undefined): EmailAddress | undefined => {
  const untyped = field?.slice(field.lastIndexOf(';') + 1) ?? '';
  const start = untyped.lastIndexOf('<');
  const address = start < 0 ? untyped : (untyped.slice(start + 1).split('>', 1)[0] ?? '');
  const decoded = decode(EmailAddress, address);
  return decoded.ok ? decoded.value : undefined;
};
