import { binaryEvent } from '@eventstore/db-client';
import { expect, it } from 'vitest';
import { collect, happened, happenedTimes, newStream, runStore } from './running-store.js';

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

it.each<[string, (stream: string) => Promise<unknown>]>([
  ['$tb', (stream) => store.client().setStreamMetadata(stream, { truncateBefore: 1 })],
  ['$maxCount', (stream) => store.client().setStreamMetadata(stream, { maxCount: 1 })],
  ['a deletion', (stream) => store.client().deleteStream(stream)],
  ['a tombstone', (stream) => store.client().tombstoneStream(stream)],
])('does not show what is hidden by %s through a link, as a read does not', async (_what, hide) => {
  const client = store.client();
  const [target, links] = [newStream(), newStream()];
  await client.appendToStream(target, happenedTimes(2));
  await client.appendToStream(links, linkTo(0, target));
  await hide(target);
  const [resolved] = await collect(client.readStream(links, { resolveLinkTos: true }));
  expect([resolved?.event, resolved?.link?.streamId]).toEqual([undefined, links]);
});

it('resolves the links that a subscription brings, in a stream and in $all', async () => {
  const client = store.client();
  const [target, links] = [newStream(), newStream()];
  const event = happened(0);
  const { position } = await client.appendToStream(target, event);
  await client.appendToStream(links, linkTo(0, target));
  if (position === undefined) throw new Error('There is a position.');
  for (const subscription of [
    client.subscribeToStream(links, { resolveLinkTos: true }),
    client.subscribeToAll({ fromPosition: position, resolveLinkTos: true }),
  ]) {
    for await (const resolved of subscription) {
      expect(resolved).toMatchObject({
        event: { id: event.id, streamId: target },
        link: { streamId: links },
      });
      break;
    }
  }
});
