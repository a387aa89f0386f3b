import type { Counts, LineFault } from '../../domain/import/events.js';
import type { LeadLine } from './read-line.js';

/** What became of a line; of a dry run, what would. */
export type LineOutcome = { readonly kind: Exclude<keyof Counts, 'faulty'> } | FaultyLine;

/** A line that cannot be imported. */
export interface FaultyLine {
  readonly kind: 'faulty';
  readonly fault: LineFault;
}

/** Does one line. `others` are lines of the same lead that come after it, of which some may have been done before. */
export type DoLine = (line: LeadLine, others: readonly LeadLine[]) => Promise<LineOutcome>;

/** Why a line cannot be imported, and the value that is to blame. */
export const faulty = ({ line }: LeadLine, reason: string, value?: string): FaultyLine => ({
  kind: 'faulty',
  fault: { line, reason, ...(value === undefined ? {} : { value }) },
});
