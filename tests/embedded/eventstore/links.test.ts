import { binaryEvent } from '@eventstore/db-client';
import { expect, it } from 'vitest';
import { collect, happenedTimes, newStream, runStore } from './running-store.js';

const store = runStore();

const linkTo = (revision: number, stream: string) =>
  binaryEvent({ type: '$>', data: Buffer.from(`${revision}@${stream}`) });

it('shows what a link points at only to whoever asks for that', async () => {
  const client = store.client();
  const [target, links] = [newStream(), newStream()];
  const events = happenedTimes(2);
  await client.appendToStream(target, events);
  await client.appendToStream(links, [linkTo(1, target), linkTo(7, target), linkTo(0, newStream())]);

  const plain = await collect(client.readStream(links));
  expect(plain.map(({ event, link }) => [event?.type, link])).toEqual(Array(3).fill(['$>', undefined]));

  const resolved = await collect(client.readStream(links, { resolveLinkTos: true }));
  expect(resolved.map(({ event, link }) => [event?.id, link?.streamId, link?.revision])).toEqual([
    [events[1]?.id, links, 0n],
    [undefined, links, 1n],
    [undefined, links, 2n],
  ]);
});
