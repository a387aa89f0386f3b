import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { halfCharacterIn } from '../../domain/codecs/half-characters.js';
import { isRecord } from '../../domain/codecs/struct.js';
import type { ImportPlan } from '../../domain/import/plan.js';
import type { Frame } from './frame-lines.js';

/** What a line says, by column. */
export type Cells = ReadonlyMap<string, unknown>;

type Read<A> = { readonly ok: true; readonly value: A } | { readonly ok: false; readonly reason: string };

const wrong = (reason: string): Read<never> => ({ ok: false, reason });

/** Reads a line; or says why it cannot be read. */
export type ReadCells = (frame: Frame) => Read<Cells>;

/** What stands between the cells of a file; nothing where it has none. */
export const delimiterOf = ({ format, delimiter = ',' }: ImportPlan): string | undefined =>
  format === 'csv' ? delimiter : undefined;

const textOf = ({ content, fault }: Frame): Read<string> => {
  if (fault !== undefined) return wrong(fault);
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content) };
  } catch {
    return wrong('is not UTF-8');
  }
};

/** What csv-parse refuses, in words for people; its own name the place by numbers of its own. */
const csvFaults: Readonly<Record<string, string>> = {
  INVALID_OPENING_QUOTE: 'has a quote inside a cell that does not begin with one',
  CSV_INVALID_CLOSING_QUOTE: 'has something after the quote that closes a cell',
  CSV_QUOTE_NOT_CLOSED: 'has a quote that is not closed',
};

const cellsOf = (frame: Frame, delimiter: string): Read<readonly string[]> => {
  const text = textOf(frame);
  if (!text.ok) return text;
  try {
    const [cells = []] = parse(text.value, {
      delimiter,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
    });
    return { ok: true, value: cells };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return wrong(csvFaults[error.code] ?? 'is not CSV');
  }
};

/** The names of the columns, from the first line of a CSV file. */
export const readHeader = (frame: Frame, delimiter: string): Read<readonly string[]> => {
  const cells = cellsOf(frame, delimiter);
  return cells.ok ? { ok: true, value: cells.value.map((name) => name.trim()) } : cells;
};

/** Reads the lines of a CSV file with those columns. */
export const readCsv =
  (columns: readonly string[], delimiter: string): ReadCells =>
  (frame) => {
    const cells = cellsOf(frame, delimiter);
    if (!cells.ok) return cells;
    const { length } = cells.value;
    if (length !== columns.length)
      return wrong(`has ${length} cells where the file has ${columns.length} columns`);
    return { ok: true, value: new Map(columns.map((name, index) => [name, cells.value[index]])) };
  };

/** Reads the lines of an NDJSON file: the columns are the keys of each object. */
export const readNdjson: ReadCells = (frame) => {
  const text = textOf(frame);
  if (!text.ok) return text;
  try {
    const value: unknown = JSON.parse(text.value);
    if (!isRecord(value)) return wrong('must be a JSON object');
    const path = halfCharacterIn(text.value, value);
    return path === undefined
      ? { ok: true, value: new Map(Object.entries(value)) }
      : wrong(`has half of a character in ${path}: a surrogate without its other one`);
  } catch {
    return wrong('is not JSON');
  }
};
