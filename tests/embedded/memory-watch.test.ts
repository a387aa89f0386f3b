import { expect, it } from 'vitest';
import { createMemoryWatch } from '../../embedded/memory-watch.js';

it('warns once when more than half is in use, and again after it was much less', () => {
  const warnings: number[] = [];
  let usedBytes = 0;
  const look = createMemoryWatch(
    () => ({ usedBytes, limitBytes: 100 }),
    (memory) => warnings.push(memory.usedBytes),
  );
  for (usedBytes of [10, 50, 51, 80, 45, 60, 39, 50, 55, 90]) look();
  expect(warnings).toEqual([51, 55]);
});
