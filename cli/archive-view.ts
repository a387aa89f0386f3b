import type { Line } from '../runtime/archive/format.js';
import type { CommandPorts } from './command.js';
import { createProgressView, progressLine } from './progress.js';

const every = 300;

/** How far something has come since it began. */
interface Stage {
  readonly label: string;
  readonly began: number;
  /** How many events. */
  events: number;
}

/** Shows how far the events of an archive are, by their positions in the log; and then how far a comparison is, by their number. */
export const createArchiveView = ({ out, now }: Pick<CommandPorts, 'out' | 'now'>) => {
  const view = createProgressView(out);
  let stage: Stage | undefined;
  let shownAt = Number.NEGATIVE_INFINITY;
  let head = 0;
  let total = 0;

  const advance = (label: string, done: number, of: number): void => {
    if (stage?.label !== label) stage = { label, began: now(), events: 0 };
    stage.events += 1;
    const at = now();
    if (at - shownAt < every && done < of) return;
    shownAt = at;
    const seconds = Math.max((at - stage.began) / 1000, 0.001);
    const secondsLeft = Math.ceil((seconds * (of - done)) / Math.max(done, 1));
    const ratePerSecond = Math.round(stage.events / seconds);
    view.show(progressLine(label, { done, total: of, ratePerSecond, secondsLeft }));
  };

  return {
    /** A line of the archive has been dealt with. */
    line: (label: string, line: Line): void => {
      if (line.line === 'head') head = line.position;
      if (line.line !== 'event') return;
      total += 1;
      advance(label, line.position, head);
    },
    /** An event of the copy has been compared. */
    compared: (): void => {
      const done = stage?.label === 'compared' ? stage.events + 1 : 1;
      advance('compared', done, total);
    },
    end: view.end,
  };
};
