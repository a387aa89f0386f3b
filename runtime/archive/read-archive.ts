import { createHash } from 'node:crypto';
import { decode } from '../../domain/codecs/decode.js';
import { AnyHeader, ArchiveError, formatVersion, Line } from './format.js';

export interface ReadLine {
  /** As it stands there, without the end of the line. */
  readonly text: string;
  readonly line: Line;
}

/** The largest document of MongoDB, sealed, is shorter. */
const longest = 64 * 1024 * 1024;

/** The lines. @throws ArchiveError for one that has no end */
const linesOf = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const chunk of chunks) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    if (rest.length > longest) throw new ArchiveError('this is no archive: a line has no end');
    yield* parts;
  }
  if (rest + decoder.decode() !== '')
    throw new ArchiveError('the archive was cut off in the middle of a line');
};

const parse = (text: string, no: number): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new ArchiveError(`line ${no} of the archive is no JSON`);
  }
};

/** @throws ArchiveError that names the line and the field */
const readLine = (text: string, no: number): Line => {
  const parsed = parse(text, no);
  const header = decode(AnyHeader, parsed);
  if (no === 1 && !header.ok) throw new ArchiveError('this is no archive: it does not begin with a header');
  if (header.ok && header.value.format !== formatVersion)
    throw new ArchiveError(
      `the archive has the format ${header.value.format}; this Leadline reads the format ${formatVersion}`,
    );
  const decoded = decode(Line, parsed);
  if (decoded.ok) return decoded.value;
  const faults = decoded.faults.map(({ path, message }) => `${path} ${message}`).join('; ');
  throw new ArchiveError(`line ${no} of the archive: ${faults}`);
};

/**
 * The lines of an archive, one by one; the last is the footer, and comes only when it is right.
 * @throws ArchiveError for what was cut off or changed, is of another format, or is no archive
 */
export const readArchive = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ReadLine> {
  const hash = createHash('sha256');
  let no = 0;
  let events = 0;
  let isWhole = false;
  for await (const text of linesOf(chunks)) {
    no += 1;
    if (isWhole) throw new ArchiveError(`line ${no} of the archive comes after its end`);
    const line = readLine(text, no);
    if (line.line === 'footer') {
      const { lines, sha256 } = line;
      if (lines !== no - 1 || line.events !== events || sha256 !== hash.digest('hex'))
        throw new ArchiveError('the archive was changed: its lines are not those that its footer tells of');
      isWhole = true;
    } else {
      hash.update(`${text}\n`);
      if (line.line === 'event') events += 1;
    }
    yield { text, line };
  }
  if (!isWhole) throw new ArchiveError('the archive was cut off: it has no footer');
};
