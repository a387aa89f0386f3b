import PQueue from 'p-queue';

/** Pieces of work that the log knows: each goes on when it is woken, and one that is lost is woken again. */
export interface WorkQueue<Item> {
  /** An item that waits already is not queued twice. */
  readonly wake: (item: Item) => void;
  /** Until then whoever is woken waits. */
  readonly start: () => void;
  /** Takes nothing more and ends when what is running has come to a place where it can be left. */
  readonly stop: () => Promise<void>;
}

export interface WorkQueuePorts<Item> {
  /** How many are worked at at the same time. */
  readonly concurrency: number;
  readonly keyOf: (item: Item) => string;
  /** Does as much as there is to do; leaves off soon after the signal. */
  readonly work: (item: Item, signal: AbortSignal) => Promise<void>;
  /** What an item waits for before its turn, when there is something. */
  readonly hasRoom?: () => Promise<void>;
  readonly onFailure: (error: unknown, item: Item) => void;
}

export const createWorkQueue = <Item>(ports: WorkQueuePorts<Item>): WorkQueue<Item> => {
  const { concurrency, keyOf, work, hasRoom, onFailure } = ports;
  const queue = new PQueue({ concurrency, autoStart: false });
  const waiting = new Set<string>();
  const controller = new AbortController();
  const { signal } = controller;

  const run = async (item: Item): Promise<void> => {
    try {
      await hasRoom?.();
    } finally {
      // From here on, whoever wakes it may mean something that is not seen any more.
      waiting.delete(keyOf(item));
    }
    await work(item, signal);
  };

  return {
    wake: (item) => {
      const key = keyOf(item);
      if (signal.aborted || waiting.has(key)) return;
      waiting.add(key);
      void queue.add(() => run(item).catch((error: unknown) => onFailure(error, item)));
    },
    start: () => {
      queue.start();
    },
    stop: async () => {
      controller.abort();
      queue.clear();
      await queue.onIdle();
    },
  };
};
