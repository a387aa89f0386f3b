/** How far something is, as the API tells it. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly ratePerSecond?: number;
  readonly secondsLeft?: number;
}

const width = 24;

const duration = (seconds: number): string => {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

/** The part that is done, from 0 to 1; all of nothing. */
const partOf = ({ done, total }: Progress): number => (total === 0 ? 1 : Math.min(1, done / total));

/** `leads [######      ]  50 %  1200 events/s  3 s left` */
export const progressLine = (label: string, progress: Progress, unit = 'events'): string => {
  const part = partOf(progress);
  const filled = Math.round(part * width);
  const { ratePerSecond, secondsLeft } = progress;
  return [
    `${label} [${'#'.repeat(filled)}${' '.repeat(width - filled)}] ${String(Math.floor(part * 100)).padStart(3)} %`,
    ...(ratePerSecond === undefined ? [] : [`${ratePerSecond} ${unit}/s`]),
    ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`]),
  ].join('  ');
};

/** Where lines are written; a terminal shows a line that changes. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly write: (text: string) => unknown;
}

/** Shows one line that changes on a terminal; elsewhere a line whenever it says something else than before. */
export const createProgressView = (screen: Screen) => {
  let last = '';
  return {
    show: (line: string): void => {
      if (line === last) return;
      last = line;
      screen.write(screen.isTTY === true ? `\r\u001b[2K${line}` : `${line}\n`);
    },
    /** The line stays, and what comes begins below. */
    end: (): void => {
      if (screen.isTTY === true && last !== '') screen.write('\n');
      last = '';
    },
  };
};
