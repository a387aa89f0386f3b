import type { LineFault, Place } from '../../domain/import/events.js';
import type { ExistingImport } from '../../domain/import/state.js';
import { type Frame, frameLines } from './frame-lines.js';
import type { ImportFiles } from './import-files.js';
import { delimiterOf, type ReadCells, readCsv, readHeader, readNdjson } from './read-cells.js';
import { createReadLine, type LeadLine } from './read-line.js';

/** Some lines of a file, read. */
export interface Part {
  readonly to: Place;
  readonly lines: readonly LeadLine[];
  readonly faults: readonly LineFault[];
  /** How many lines cannot be read. */
  readonly faultyLines: number;
}

/** Where a part ends: after so much that a crash loses little, and that its faults fit into one event. */
const maxLines = 500;
const maxBytes = 512 * 1024;
const maxFaults = 200;

const startOfFile: Place = { bytes: 0, lines: 0 };

/** The first line of a CSV file. */
export const firstFrame = async (
  chunks: AsyncIterable<Uint8Array>,
  delimiter: string | undefined,
): Promise<Frame | undefined> => {
  for await (const frame of frameLines(chunks, { from: startOfFile, delimiter })) return frame;
  return undefined;
};

interface Opening {
  readonly from: Place;
  readonly readCells: ReadCells;
}

/** Reads the next lines of an import's file from a place on; `undefined` where the file does not go on as it should. */
export const createReadPart = (files: Pick<ImportFiles, 'read'>) => {
  const open = async ({ importId, plan }: ExistingImport, from: Place): Promise<Opening | undefined> => {
    const delimiter = delimiterOf(plan);
    if (delimiter === undefined) return { from, readCells: readNdjson };
    const header = await firstFrame(files.read(importId, 0), delimiter);
    const columns = header === undefined ? undefined : readHeader(header, delimiter);
    if (header === undefined || columns?.ok !== true) return undefined;
    const isAfter = from.bytes >= header.to.bytes;
    return { from: isAfter ? from : header.to, readCells: readCsv(columns.value, delimiter) };
  };

  return async (leadImport: ExistingImport, begin: Place): Promise<Part | undefined> => {
    const opening = await open(leadImport, begin);
    if (opening === undefined) return undefined;
    const { from, readCells } = opening;
    const readLine = createReadLine(leadImport.plan, readCells);
    const lines: LeadLine[] = [];
    const faults: LineFault[] = [];
    let faultyLines = 0;
    let to = from;
    const isFull = (): boolean =>
      to.lines - from.lines >= maxLines || to.bytes - from.bytes >= maxBytes || faults.length >= maxFaults;
    const delimiter = delimiterOf(leadImport.plan);
    for await (const frame of frameLines(files.read(leadImport.importId, from.bytes), { from, delimiter })) {
      to = frame.to;
      const read = readLine(frame);
      if (read.kind === 'lead') lines.push(read.lead);
      if (read.kind === 'faulty') {
        faults.push(...read.faults);
        faultyLines += 1;
      }
      if (isFull()) break;
    }
    return to.bytes === begin.bytes ? undefined : { to, lines, faults, faultyLines };
  };
};
