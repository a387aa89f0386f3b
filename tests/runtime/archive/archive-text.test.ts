import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { Line } from '../../../runtime/archive/format.js';
import { readArchive } from '../../../runtime/archive/read-archive.js';
import { writeArchive } from '../../../runtime/archive/write-archive.js';

const header = {
  line: 'header',
  format: 1,
  leadline: '0.1.0',
  startedAt: '2026-03-01T10:00:00.000Z',
  keyFingerprint: 'abc',
} as const;
const event = (no: number, data: unknown = { no }, metadata: object = {}) => ({
  line: 'event',
  position: 100 * no,
  stream: 'lead-1',
  revision: no,
  id: `018f3c00-0000-7000-8000-${String(no).padStart(12, '0')}`,
  type: 'TagAdded',
  contentType: 'application/json',
  data,
  metadata,
  recordedAt: '2026-03-01T10:00:00.000Z',
});

const toLine = (line: unknown): Line => decodeOrThrow(Line, line);
const few = [header, event(0), event(1), { line: 'head', position: 200 }].map(toLine);

const textOf = async (lines: readonly Line[]): Promise<string> => {
  const source = async function* () {
    yield* lines;
  };
  let text = '';
  for await (const piece of writeArchive(source())) text += piece;
  return text;
};

/** Read in pieces of a length, so that lines and letters are cut anywhere. */
const read = async (text: string | Uint8Array, pieceLength = 7): Promise<readonly Line[]> => {
  const bytes = Buffer.from(text);
  const pieces = async function* () {
    for (let at = 0; at < bytes.length; at += pieceLength) yield bytes.subarray(at, at + pieceLength);
  };
  const lines: Line[] = [];
  for await (const { line } of readArchive(pieces())) lines.push(line);
  return lines;
};

/** The text with another footer of the right form. */
const withLine = async (no: number, change: (line: Record<string, unknown>) => unknown): Promise<string> => {
  const lines = (await textOf(few)).trimEnd().split('\n');
  lines[no - 1] = JSON.stringify(change(JSON.parse(lines[no - 1] ?? '')));
  return `${lines.join('\n')}\n`;
};

describe('an archive', () => {
  test('gives back what was written, whatever is said and wherever it is cut into pieces', async () => {
    const json = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(json, json)),
        fc.integer({ min: 1, max: 90 }),
        async (said, piece) => {
          const lines = [header, ...said.map(([data, metadata], no) => event(no, data, metadata))].map(
            toLine,
          );
          const back = await read(await textOf(lines), piece);
          expect(JSON.stringify(back.slice(0, -1))).toBe(JSON.stringify(lines));
          expect(back.at(-1)).toMatchObject({ line: 'footer', lines: lines.length, events: said.length });
        },
      ),
      { numRuns: 50 },
    );
  });

  test('that was cut anywhere is refused', async () => {
    const bytes = Buffer.from(await textOf(few));
    for (let length = 0; length < bytes.length; length += 1)
      await expect(read(bytes.subarray(0, length), 1000), `${length} bytes`).rejects.toThrow(
        /cut off|is no JSON/,
      );
  });

  test('of which any byte was changed is refused', async () => {
    const bytes = Buffer.from(await textOf(few));
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(read(changed, 1000), `byte ${at}`).rejects.toThrow();
    }
  });

  test('of which a line was left out, added or moved is refused', async () => {
    const lines = (await textOf(few)).trimEnd().split('\n');
    const [first = '', second = '', third = '', ...rest] = lines;
    for (const changed of [
      [first, second, ...rest],
      [first, second, second, third, ...rest],
      [first, third, second, ...rest],
    ])
      await expect(read(`${changed.join('\n')}\n`)).rejects.toThrow('footer');
    await expect(read(`${[...lines, second].join('\n')}\n`)).rejects.toThrow('comes after its end');
  });

  test('of another format is refused, whatever else it says', async () => {
    const newer = await withLine(1, (line) => ({ ...line, format: 2, more: true }));
    await expect(read(newer)).rejects.toThrow(
      'the archive has the format 2; this Leadline reads the format 1',
    );
  });

  test('with something that is not known names the line and the field', async () => {
    await expect(read(await withLine(2, (line) => ({ ...line, colour: 'red' })))).rejects.toThrow(
      'line 2 of the archive: colour is not known here',
    );
    await expect(read(await withLine(3, (line) => ({ ...line, revision: -1 })))).rejects.toThrow(
      'line 3 of the archive: revision must be a whole number from 0',
    );
    await expect(read(await withLine(3, () => ({ line: 'picture' })))).rejects.toThrow(
      'line 3 of the archive: line must be one of header, head',
    );
  });

  test('is told from what is none', async () => {
    for (const text of ['', '{}\n', 'PK\u0003\u0004\n', '{"line":"event"}\n'])
      await expect(read(text)).rejects.toThrow(/no archive|no JSON|cut off/);
  });
});
