import type { Place } from '../../domain/import/events.js';

/** What stands between two breaks of a file: one line, or several where a CSV cell holds breaks. */
export interface Frame {
  /** The number of its first line, from 1. */
  readonly line: number;
  /** Where it ends. */
  readonly to: Place;
  /** Without the break at its end; nothing where there is a fault. */
  readonly content: Uint8Array;
  readonly fault?: string;
}

export interface Framing {
  readonly from: Place;
  /** Between the cells of a CSV file, where breaks inside quotes end no line. */
  readonly delimiter?: string | undefined;
}

/** Longer lines are not read. */
const maxBytes = 64 * 1024;

const tooLong = `is longer than ${maxBytes} bytes`;
const notClosed = 'has a quote that is not closed';

const lineFeed = 10;
const carriageReturn = 13;
const quote = 34;
const byteOrderMark = [0xef, 0xbb, 0xbf] as const;

/** How many bytes the next frame has. */
interface Cut {
  readonly length: number;
  readonly fault?: string;
}

type Inside = 'start' | 'cell' | 'quotes' | 'end-quote' | 'end-return' | 'broken';

/** Where the scan of a CSV line is after one more byte; a quote opens at the start of a cell only (RFC 4180). */
const next = (inside: Inside, byte: number, delimiter: number): Inside => {
  if (inside === 'quotes') return byte === quote ? 'end-quote' : 'quotes';
  if (inside === 'end-quote' && byte === quote) return 'quotes';
  if (inside === 'end-quote' && byte === carriageReturn) return 'end-return';
  if (inside !== 'end-return' && byte === delimiter) return 'start';
  if (inside === 'end-quote' || inside === 'end-return') return 'broken';
  return inside === 'start' && byte === quote ? 'quotes' : 'cell';
};

/**
 * The next frame at the start of a buffer; `undefined` where more has to be read to tell. A quote that is not closed, or
 * not where it may be, spoils its first line only: what follows is read as if it were not there.
 */
const cutOf = (buffer: Uint8Array, delimiter: number | undefined, isLast: boolean): Cut | undefined => {
  let inside: Inside = 'start';
  let firstBreak: number | undefined;
  const toFirstBreak = (): Cut | undefined =>
    firstBreak === undefined ? undefined : { length: firstBreak + 1, fault: notClosed };
  for (const [index, byte] of buffer.entries()) {
    if (byte === lineFeed && inside !== 'quotes')
      return index > maxBytes ? { length: index + 1, fault: tooLong } : { length: index + 1 };
    if (index >= maxBytes) {
      const cut = toFirstBreak();
      if (cut !== undefined) return cut;
      const end = buffer.indexOf(lineFeed, index);
      return end < 0 ? undefined : { length: end + 1, fault: tooLong };
    }
    if (byte === lineFeed) firstBreak ??= index;
    if (delimiter === undefined) continue;
    inside = next(inside, byte, delimiter);
    if (inside !== 'broken') continue;
    const cut = toFirstBreak();
    if (cut !== undefined) return cut;
    inside = 'cell';
  }
  if (!isLast || buffer.length === 0) return undefined;
  if (inside !== 'quotes') return { length: buffer.length };
  return toFirstBreak() ?? { length: buffer.length, fault: notClosed };
};

const breaksIn = (bytes: Uint8Array): number => {
  let count = 0;
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) count += 1;
  return count;
};

const withoutBreak = (bytes: Uint8Array): Uint8Array => {
  const end = bytes.at(-1) === lineFeed ? -1 : bytes.length;
  const line = bytes.subarray(0, end);
  return line.at(-1) === carriageReturn ? line.subarray(0, -1) : line;
};

const join = (left: Uint8Array, right: Uint8Array): Uint8Array => {
  if (left.length === 0) return right;
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
};

/** The bytes read and not yet framed, with the place where they begin. */
const createBuffer = (from: Place, delimiter: number | undefined) => {
  let place = from;
  let bytes: Uint8Array = new Uint8Array(0);
  /** Of a line too long to be kept. */
  let dropped = 0;
  let mayHaveMark = from.bytes === 0;

  const take = ({ length, fault }: Cut): Frame => {
    const taken = bytes.subarray(0, length);
    bytes = bytes.subarray(length);
    const line = place.lines + 1;
    const lines = breaksIn(taken) + (taken.at(-1) === lineFeed ? 0 : 1);
    place = { bytes: place.bytes + dropped + length, lines: place.lines + lines };
    dropped = 0;
    return fault === undefined
      ? { line, to: place, content: withoutBreak(taken) }
      : { line, to: place, content: new Uint8Array(0), fault };
  };

  const skipMark = (): void => {
    mayHaveMark = false;
    if (!byteOrderMark.every((byte, index) => bytes[index] === byte)) return;
    bytes = bytes.subarray(byteOrderMark.length);
    place = { ...place, bytes: byteOrderMark.length };
  };

  /** The rest of a line that is being dropped. */
  const takeRest = (isLast: boolean): Frame | undefined => {
    const end = bytes.indexOf(lineFeed);
    if (end >= 0) return take({ length: end + 1, fault: tooLong });
    if (isLast) return take({ length: bytes.length, fault: tooLong });
    dropped += bytes.length;
    bytes = new Uint8Array(0);
    return undefined;
  };

  return {
    add: (chunk: Uint8Array): void => {
      bytes = join(bytes, chunk);
    },
    next: (isLast: boolean): Frame | undefined => {
      if (mayHaveMark && bytes.length < byteOrderMark.length && !isLast) return undefined;
      if (mayHaveMark) skipMark();
      if (dropped > 0) return takeRest(isLast);
      const cut = cutOf(bytes, delimiter, isLast);
      if (cut !== undefined) return take(cut);
      return bytes.length > maxBytes ? takeRest(isLast) : undefined;
    },
  };
};

/** Cuts a file into frames, of which none is kept longer than it may be; a mark of the byte order at its beginning is skipped. */
export const frameLines = async function* (
  chunks: AsyncIterable<Uint8Array>,
  { from, delimiter }: Framing,
): AsyncGenerator<Frame> {
  const buffer = createBuffer(from, delimiter?.charCodeAt(0));
  for await (const chunk of chunks) {
    buffer.add(chunk);
    for (let frame = buffer.next(false); frame !== undefined; frame = buffer.next(false)) yield frame;
  }
  for (let frame = buffer.next(true); frame !== undefined; frame = buffer.next(true)) yield frame;
};
