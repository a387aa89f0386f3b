import { describe, expect, it } from 'vitest';
import { type Frame, frameLines } from '../../../commands/imports/frame-lines.js';
import { readCsv } from '../../../commands/imports/read-cells.js';
import { fc } from '../../support/arbitraries.js';

const start = { bytes: 0, lines: 0 };
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const inPieces = async function* (bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
};

const framesOf = async (
  bytes: Uint8Array,
  size: number,
  from = start,
  delimiter = ',',
): Promise<readonly Frame[]> => {
  const frames: Frame[] = [];
  const chunks = inPieces(bytes.subarray(from.bytes), size);
  for await (const frame of frameLines(chunks, { from, delimiter })) frames.push(frame);
  return frames;
};

const delimiters = fc.constantFrom(',', ';', '\t', '|');
const cell = fc.string({
  unit: fc.constantFrom('a', 'é', '"', ',', ';', '\t', '|', '\n', '\r', ' ', '😀'),
  maxLength: 6,
});
const table = fc.tuple(fc.integer({ min: 1, max: 4 }), delimiters).chain(([width, delimiter]) =>
  fc.record({
    delimiter: fc.constant(delimiter),
    columns: fc.constant(Array.from({ length: width }, (_, no) => `c${no}`)),
    rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
    breaks: fc.constantFrom('\n', '\r\n'),
    mark: fc.constantFrom('', '\ufeff'),
    end: fc.boolean(),
    size: fc.integer({ min: 1, max: 40 }),
  }),
);

const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;

describe('a file of well-quoted CSV', () => {
  it('is read back, wherever its bytes are cut, and from every place where a line ends', async () => {
    await fc.assert(
      fc.asyncProperty(table, async ({ delimiter, columns, rows, breaks, mark, end, size }) => {
        const lines = rows.map((row) => row.map(quoted).join(delimiter));
        const bytes = encode(mark + lines.join(breaks) + (end ? breaks : ''));
        const frames = await framesOf(bytes, size, start, delimiter);
        const read = readCsv(columns, delimiter);
        expect(frames.map((frame) => read(frame))).toEqual(
          rows.map((row) => ({ ok: true, value: new Map(row.map((value, no) => [`c${no}`, value])) })),
        );
        expect(frames.at(-1)?.to.bytes).toBe(bytes.length);
        for (const [index, { to }] of frames.entries())
          expect(await framesOf(bytes, size, to, delimiter)).toEqual(frames.slice(index + 1));
      }),
    );
  });
});

describe('any bytes', () => {
  it('are cut into frames that follow each other to the end, and none of them is long', async () => {
    const byte = fc.constantFrom(...encode('a",\r\n'), 0xff, 0xef);
    await fc.assert(
      fc.asyncProperty(
        fc.array(byte, { maxLength: 80 }),
        fc.integer({ min: 1, max: 30 }),
        async (some, size) => {
          const bytes = Uint8Array.from(some);
          const frames = await framesOf(bytes, size);
          let before = start;
          for (const { line, to } of frames) {
            expect(line).toBe(before.lines + 1);
            expect(to.bytes).toBeGreaterThan(before.bytes);
            before = to;
          }
          expect(before.bytes).toBe(bytes.length);
          const breaks = some.filter((one) => one === 10).length;
          expect(before.lines).toBe(breaks + (some.length === 0 || some.at(-1) === 10 ? 0 : 1));
          expect(await framesOf(bytes, bytes.length + 1)).toEqual(frames);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('of one line without an end are passed over, and the next line is read', async () => {
    const bytes = encode(`${'x'.repeat(300_000)}\nnext`);
    for (const size of [1000, 65_536, 400_000]) {
      const [long, next, ...others] = await framesOf(bytes, size);
      expect(long).toMatchObject({
        line: 1,
        to: { bytes: 300_001, lines: 1 },
        fault: 'is longer than 65536 bytes',
      });
      expect(next).toMatchObject({ line: 2, content: encode('next') });
      expect(others).toEqual([]);
    }
  });
});
