import { join } from 'node:path';
import { type Caught, openCatcherStore } from '../catcher/store.js';

/** One request and what came of it. Without headers: they hold the token. */
export type Exchange = {
  readonly direction: 'received' | 'sent';
  readonly method: string;
  /** The path of a request that was received, the URL of one that was sent. */
  readonly address: string;
  readonly body: string;
  readonly status?: number;
  readonly answer?: string;
  /** Why there is no answer, or none that helps. */
  readonly error?: string;
};

/** What was said to the platform and by it, oldest first, each in a file of its own. */
export interface Traffic {
  readonly add: (exchange: Exchange) => Promise<void>;
  readonly all: () => readonly Caught[];
}

/** Opens the traffic in a folder; the last thousand are at hand. */
export const openTraffic = async (directory: string): Promise<Traffic> => {
  const { add, all } = await openCatcherStore(join(directory, 'traffic'));
  return {
    add,
    // What is written at the same time comes in the order in which the disk took it.
    all: () => all().toSorted((one, other) => one.id.localeCompare(other.id)),
  };
};
