import {
  type AppendExpectedRevision,
  CancelledError,
  NO_STREAM,
  UnavailableError,
} from '@eventstore/db-client';
import { afterAll, expect, it } from 'vitest';
import { needsEmbedded } from '../../support/given-servers.js';
import { collect, connect, happenedTimes, removeFolder, temporaryFolder } from './running-store.js';
import { startInChild } from './server-process.js';

needsEmbedded('EVENTSTORE_URL', 'kills it');

const directory = temporaryFolder();
afterAll(() => removeFolder(directory));

const rounds = 5;
const writers = 16;
const acknowledgedBeforeKill = 80;

type Events = ReturnType<typeof happenedTimes>;
type Client = ReturnType<typeof connect>;

/** One stream and all that its writer knows: what was acknowledged, and the append whose outcome is unknown. */
const createWriter = (no: number) => {
  const stream = `killed-${no}`;
  const acknowledged: string[] = [];
  let pending: Events | undefined;

  const expectedRevision = (): AppendExpectedRevision =>
    acknowledged.length === 0 ? NO_STREAM : BigInt(acknowledged.length - 1);

  return {
    stream,
    acknowledged,
    pendingIds: (): string[] => pending?.map(({ id }) => id) ?? [],
    /** Appends what is pending again, with the same ids, or else something new. */
    appendOnce: async (client: Client): Promise<void> => {
      pending ??= happenedTimes(1 + (acknowledged.length % 3), acknowledged.length);
      const result = await client.appendToStream(stream, pending, { expectedRevision: expectedRevision() });
      acknowledged.push(...pending.map(({ id }) => id));
      pending = undefined;
      expect(result.nextExpectedRevision).toBe(BigInt(acknowledged.length - 1));
    },
  };
};

type Writer = ReturnType<typeof createWriter>;

const storedIn = async (client: Client, { stream }: Writer) => {
  const events = await collect(client.readStream(stream));
  expect(events.map(({ event }) => event?.revision)).toEqual(events.map((_, revision) => BigInt(revision)));
  return events.map(({ event }) => event?.id ?? '');
};

const expectNothingLostOrDoubled = async (client: Client, all: readonly Writer[]): Promise<void> => {
  for (const writer of all) {
    const stored = await storedIn(client, writer);
    const { acknowledged } = writer;
    expect(stored.slice(0, acknowledged.length)).toEqual(acknowledged);
    // An append whose outcome is unknown is there as a whole or not at all.
    const rest = stored.slice(acknowledged.length);
    expect([[], writer.pendingIds()]).toContainEqual(rest);
  }
};

/** A killed server may leave an outcome unknown, and must not leave any other failure. */
const refuseAllBut =
  (over: Promise<void>) =>
  (error: unknown): Promise<void> => {
    if (error instanceof UnavailableError || error instanceof CancelledError) return over;
    throw error;
  };

it('loses nothing that it acknowledged and doubles nothing, when it is killed again and again under load', async () => {
  const all = Array.from({ length: writers }, (_, no) => createWriter(no));
  let unknown = 0;

  for (let round = 0; round < rounds; round += 1) {
    const server = await startInChild(directory);
    const client = connect(server.url);
    if (round > 0) await expectNothingLostOrDoubled(client, all);
    await Promise.all(
      all.filter(({ pendingIds }) => pendingIds().length > 0).map((one) => one.appendOnce(client)),
    );

    let left = acknowledgedBeforeKill;
    let killed: Promise<void> | undefined;
    let isOver = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      isOver = resolve;
    });
    const write = async (writer: Writer): Promise<void> => {
      while (killed === undefined) {
        await writer.appendOnce(client);
        left -= 1;
        if (left > 0 || killed !== undefined) continue;
        killed = server.kill().then(isOver);
      }
    };
    // The client forgets an append that it starts while its call breaks: it would never settle.
    await Promise.all(all.map((writer) => Promise.race([write(writer).catch(refuseAllBut(over)), over])));
    await killed;
    await client.dispose();
    unknown += all.filter(({ pendingIds }) => pendingIds().length > 0).length;
  }

  const server = await startInChild(directory);
  const client = connect(server.url);
  await expectNothingLostOrDoubled(client, all);
  await Promise.all(all.map((writer) => writer.appendOnce(client)));
  for (const writer of all) expect(await storedIn(client, writer)).toEqual(writer.acknowledged);
  const ids = (await collect(client.readAll())).map(({ event }) => event?.id);
  expect(new Set(ids).size).toBe(ids.length);
  // Otherwise the test has not tested what it is for.
  expect(unknown).toBeGreaterThan(0);
  await client.dispose();
  await server.kill();
});
