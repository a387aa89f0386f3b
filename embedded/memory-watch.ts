import { constants, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

/** What this thread has in use, and what it ends at. */
export interface Memory {
  readonly usedBytes: number;
  readonly limitBytes: number;
}

const warnAbove = 0.5;
// What goes up and down at the limit is said once.
const forgetBelow = 0.4;

export const readMemory = (): Memory => {
  const { used_heap_size: usedBytes, heap_size_limit: limitBytes } = getHeapStatistics();
  return { usedBytes, limitBytes };
};

/** Gives a function that looks, and warns once when more than half is in use. */
export const createMemoryWatch = (read: () => Memory, warn: (memory: Memory) => void): (() => void) => {
  let hasWarned = false;
  return () => {
    const memory = read();
    const share = memory.usedBytes / memory.limitBytes;
    if (share < forgetBelow) hasWarned = false;
    if (share <= warnAbove || hasWarned) return;
    hasWarned = true;
    warn(memory);
  };
};

const isMajor = (detail: unknown): boolean =>
  typeof detail === 'object' &&
  detail !== null &&
  'kind' in detail &&
  detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR;

/** Looks whenever the garbage of this thread has just been collected: what is left then is in use. Returns what ends that. */
export const afterEachCollection = (look: () => void): (() => void) => {
  const observer = new PerformanceObserver((list) => {
    if (list.getEntries().some((entry) => 'detail' in entry && isMajor(entry.detail))) look();
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => observer.disconnect();
};
