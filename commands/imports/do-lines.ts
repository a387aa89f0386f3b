import PQueue from 'p-queue';
import type { Counts, LineFault } from '../../domain/import/events.js';
import { groupLines } from './group-lines.js';
import type { DoLine, LineOutcome } from './outcome.js';
import type { LeadLine } from './read-line.js';

/** What became of some lines. */
export interface LinesDone {
  readonly counts: Counts;
  readonly faults: readonly LineFault[];
}

/** How many leads are written at the same time. */
const sideBySide = 32;

const tally = (outcomes: readonly LineOutcome[]): LinesDone => {
  const counts = { created: 0, updated: 0, unchanged: 0, skipped: 0, faulty: 0 };
  const faults: LineFault[] = [];
  for (const outcome of outcomes) {
    counts[outcome.kind] += 1;
    if (outcome.kind === 'faulty') faults.push(outcome.fault);
  }
  return { counts, faults };
};

/** Does lines, those of one lead in their order. Fails with the first failure, once all others have come to their end. */
export const doLines = async (lines: readonly LeadLine[], doLine: DoLine): Promise<LinesDone> => {
  const doGroup = async (group: readonly LeadLine[]): Promise<readonly LineOutcome[]> => {
    const outcomes: LineOutcome[] = [];
    for (const [index, line] of group.entries()) outcomes.push(await doLine(line, group.slice(index + 1)));
    return outcomes;
  };
  const queue = new PQueue({ concurrency: sideBySide });
  const settled = await Promise.allSettled(groupLines(lines).map((group) => queue.add(() => doGroup(group))));
  const outcomes = settled.flatMap((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
  return tally(outcomes);
};
