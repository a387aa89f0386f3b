import { expect, it } from 'vitest';
import { createStops } from '../../runtime/stops.js';

it('stops what was started, the last first, each once', async () => {
  const stopped: string[] = [];
  const { add, stopAll } = createStops();
  for (const name of ['a', 'b', 'c']) add(async () => stopped.push(name));
  await stopAll();
  await stopAll();
  expect(stopped).toEqual(['c', 'b', 'a']);
});

it('stops the rest where something cannot be stopped, and says what', async () => {
  const stopped: string[] = [];
  const { add, stopAll } = createStops();
  const broken = new Error('broken');
  add(() => stopped.push('a'));
  add(() => {
    throw broken;
  });
  const failure = await stopAll().catch((error: unknown) => error);
  expect(stopped).toEqual(['a']);
  expect(failure).toMatchObject({ errors: [broken] });
});
