import { createHash } from 'node:crypto';
import type { Line } from './format.js';

const pieceLength = 64 * 1024;

/** The text of an archive, in pieces: the lines, and a footer that tells how many there are and what they hash to. */
export const writeArchive = async function* (lines: AsyncIterable<Line>): AsyncGenerator<string> {
  const hash = createHash('sha256');
  let count = 0;
  let events = 0;
  let piece = '';
  for await (const line of lines) {
    const text = `${JSON.stringify(line)}\n`;
    hash.update(text);
    count += 1;
    if (line.line === 'event') events += 1;
    piece += text;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  const footer: Line = { line: 'footer', lines: count, events, sha256: hash.digest('hex') };
  yield `${piece}${JSON.stringify(footer)}\n`;
};
