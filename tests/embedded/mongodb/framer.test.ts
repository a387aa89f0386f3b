import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFramer, createHeldBytes } from '../../../embedded/mongodb/framer.js';
import { needsEmbedded } from '../../support/given-servers.js';
import { frame } from './wire-client.js';

needsEmbedded('MONGODB_URL', 'is about what is inside the embedded one');

const messages = fc.array(
  fc.uint8Array({ maxLength: 300 }).map((payload) => frame(2013, payload)),
  { minLength: 1, maxLength: 10 },
);

test('gives the same messages, in whatever pieces they come', () => {
  fc.assert(
    fc.property(messages, fc.infiniteStream(fc.integer({ min: 1, max: 400 })), (sent, sizes) => {
      const { push, next } = createFramer(createHeldBytes());
      const all = Buffer.concat(sent);
      const got: Buffer[] = [];
      for (let at = 0; at < all.length; ) {
        const size = sizes.next().value;
        push(Buffer.from(all.subarray(at, at + size)));
        at += size;
        for (let one = next(); one; one = next()) got.push(one);
      }
      expect(got.map((one) => one.toString('hex'))).toEqual(sent.map((one) => one.toString('hex')));
    }),
  );
});

test('4 MB in pieces of one byte are put together', () => {
  const { push, next } = createFramer(createHeldBytes());
  const whole = frame(2013, Buffer.alloc(4_000_000, 7));
  for (let at = 0; at < whole.length; at++) push(whole.subarray(at, at + 1));
  expect(next()?.equals(whole)).toBe(true);
});

test('what all hold together is bounded, and given back when they end', () => {
  const held = createHeldBytes();
  const large = Buffer.alloc(200 * 1024 * 1024);
  const [first, second, third] = [createFramer(held), createFramer(held), createFramer(held)];
  first.push(large);
  second.push(large);
  expect(() => third.push(large)).toThrow('too many unfinished messages');
  first.end();
  third.push(large);
  expect(() => first.push(large)).toThrow('too many unfinished messages');
});

test('the beginning of a message keeps none of those before it in memory', async () => {
  setFlagsFromString('--expose-gc');
  const size = 20 * 1024 * 1024;
  const inMemory = (): number => {
    runInNewContext('gc()');
    return process.memoryUsage().arrayBuffers;
  };
  const before = inMemory();
  const held = createHeldBytes();
  const framers = Array.from({ length: 5 }, () => {
    const framer = createFramer(held);
    framer.push(Buffer.concat([frame(2013, Buffer.alloc(size)), Buffer.alloc(1)]));
    expect(framer.next()).toBeDefined();
    expect(framer.next()).toBeUndefined();
    return framer;
  });
  // What nobody holds any more is given back by another thread, some time after it was collected.
  await expect.poll(() => inMemory() - before, { timeout: 10_000 }).toBeLessThan(size);
  for (const { end } of framers) end();
});
