import { refuse } from '../errors.js';

/** How many keys and documents have been looked at. */
export interface Examined {
  keys: number;
  docs: number;
}

/** Counts what a query looks at, and ends it when its time is over. */
export interface Examination {
  readonly examined: Readonly<Examined>;
  readonly key: () => void;
  /** @throws error 50 when the time is over */
  readonly doc: () => void;
}

const lookedAtPerGlance = 256;

/** @param isOver whether the query has had its time; asked now and then */
export const createExamination = (isOver: () => boolean): Examination => {
  const examined: Examined = { keys: 0, docs: 0 };
  return {
    examined,
    key: () => {
      examined.keys++;
    },
    doc: () => {
      examined.docs++;
      if (examined.docs % lookedAtPerGlance === 0 && isOver())
        refuse(50, 'Executor error during find command :: caused by :: operation exceeded time limit');
    },
  };
};
