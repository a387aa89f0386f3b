import { describe, expect, it } from 'vitest';
import { createOneAtATime } from '../../commands/one-at-a-time.js';

/** A task that ends when it is told to, and says when it began. */
const createTask = (name: string, said: string[]) => {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((done) => {
    end = done;
  });
  return {
    end: () => end(),
    run: async (): Promise<string> => {
      said.push(`${name} begins`);
      await ended;
      said.push(`${name} ends`);
      return name;
    },
  };
};

describe('one at a time', () => {
  it('runs tasks of one key in order, and those of another key beside them', async () => {
    const said: string[] = [];
    const inTurn = createOneAtATime();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => createTask(name, said));
    if (a === undefined || b === undefined || c === undefined) throw new Error('no tasks');
    const results = [inTurn('one', a.run), inTurn('one', b.run), inTurn('two', c.run)];
    c.end();
    b.end();
    await results[2];
    expect(said).toEqual(['a begins', 'c begins', 'c ends']);
    a.end();
    expect(await Promise.all(results)).toEqual(['a', 'b', 'c']);
    expect(said.slice(3)).toEqual(['a ends', 'b begins', 'b ends']);
  });

  it('goes on after a task that failed, whose failure goes to whoever asked for it', async () => {
    const inTurn = createOneAtATime();
    const failing = inTurn('one', async () => {
      throw new Error('no');
    });
    const next = inTurn('one', async () => 'yes');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
    expect(await inTurn('one', async () => 'again')).toBe('again');
  });
});
