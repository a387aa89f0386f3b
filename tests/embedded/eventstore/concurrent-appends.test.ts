import { NO_STREAM } from '@eventstore/db-client';
import { expect, it } from 'vitest';
import { collect, failureOf, happened, happenedTimes, newStream, runStore } from './running-store.js';

const store = runStore();

it('keeps the order of appends that a client sends without waiting', async () => {
  const stream = newStream();
  // While the client opens its call, a later append may overtake the first one.
  await store.client().appendToStream(newStream(), happened(0));
  const results = await Promise.all(
    happenedTimes(200).map((event, index) =>
      store.client().appendToStream(stream, event, {
        expectedRevision: index === 0 ? NO_STREAM : BigInt(index - 1),
      }),
    ),
  );
  expect(results.map(({ nextExpectedRevision }) => nextExpectedRevision)).toEqual(
    results.map((_, index) => BigInt(index)),
  );
});

it('gives one of many competing appends the revision', async () => {
  const stream = newStream();
  await store.client().appendToStream(stream, happened(0));
  const results = await Promise.allSettled(
    happenedTimes(50).map((event) => store.client().appendToStream(stream, event, { expectedRevision: 0n })),
  );
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await collect(store.client().readStream(stream))).toHaveLength(2);
});

it('does not write an append that arrives after its deadline', async () => {
  const stream = newStream();
  const error = await failureOf(store.client().appendToStream(stream, happened(0), { deadline: -1000 }));
  expect(error).toMatchObject({ type: 'deadline-exceeded' });
  expect(await failureOf(collect(store.client().readStream(stream)))).toMatchObject({
    type: 'stream-not-found',
  });
});
