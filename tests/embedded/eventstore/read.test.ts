import {
  BACKWARDS,
  END,
  FORWARDS,
  type ReadAllOptions,
  type ReadStreamOptions,
  START,
  StreamNotFoundError,
} from '@eventstore/db-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { needsEmbedded } from '../../support/given-servers.js';
import { collect, failureOf, happenedTimes, newStream, runStore } from './running-store.js';

const store = runStore();
const stream = newStream();
const written = 1_100;

beforeAll(async () => {
  await store.client().appendToStream(stream, happenedTimes(written));
});

const revisions = async (options: ReadStreamOptions): Promise<number[]> =>
  (await collect(store.client().readStream(stream, options))).map(({ event }) => Number(event?.revision));

const upTo = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);

describe('a stream', () => {
  it.each<[string, ReadStreamOptions, number[]]>([
    ['all of it', {}, upTo(0, written)],
    ['from a revision, which is included', { fromRevision: 1_050n }, upTo(1_050, 50)],
    ['no more than asked for', { fromRevision: 600n, maxCount: 300 }, upTo(600, 300)],
    ['nothing after its end', { fromRevision: 1_100n }, []],
    ['nothing forwards from the end', { fromRevision: END }, []],
    [
      'backwards from the end',
      { direction: BACKWARDS, fromRevision: END, maxCount: 700 },
      upTo(400, 700).reverse(),
    ],
    ['backwards from a revision, which is included', { direction: BACKWARDS, fromRevision: 2n }, [2, 1, 0]],
    ['backwards from beyond the end', { direction: BACKWARDS, fromRevision: 9_999n, maxCount: 1 }, [1_099]],
    ['backwards from the start', { direction: BACKWARDS, fromRevision: START }, [0]],
    ['with links resolved', { resolveLinkTos: true, maxCount: 2 }, [0, 1]],
    ['nothing, when nothing is asked for', { maxCount: 0 }, []],
  ])('is read: %s', async (_case, options, expected) => {
    expect(await revisions(options)).toEqual(expected);
  });

  it('that does not exist is not found', async () => {
    const missing = newStream('missing');
    const error = await failureOf(collect(store.client().readStream(missing)));
    expect(error).toBeInstanceOf(StreamNotFoundError);
    expect(error).toMatchObject({ streamName: missing });
  });
});

describe('$all', () => {
  needsEmbedded('EVENTSTORE_URL', 'compares readings of all that there is, to which others write');

  const positions = async (options: ReadAllOptions): Promise<bigint[]> =>
    (await collect(store.client().readAll(options))).map(({ event }) => event?.position.commit ?? -1n);

  it('begins with system events, even in a new database', async () => {
    const [first] = await collect(store.client().readAll({ maxCount: 1 }));
    expect(first?.event).toMatchObject({ streamId: '$$$scavenges', type: '$metadata' });
  });

  it('has positions that grow and are never consecutive', async () => {
    const all = await collect(store.client().readAll());
    for (const { event, commitPosition } of all) {
      expect(event?.position).toEqual({ commit: commitPosition, prepare: commitPosition });
    }
    const gaps = all
      .slice(1)
      .map(({ commitPosition = 0n }, i) => commitPosition - (all[i]?.commitPosition ?? 0n));
    expect(gaps.every((gap) => gap > 1n)).toBe(true);
    expect(new Set(gaps).size).toBeGreaterThan(1);
  });

  it('is read forwards from a position, which is included', async () => {
    const all = await positions({});
    const from = all[700] ?? 0n;
    expect(all).toHaveLength(written + 1);
    expect(await positions({ fromPosition: { commit: from, prepare: from }, maxCount: 350 })).toEqual(
      all.slice(700, 1_050),
    );
  });

  it('is read backwards from the end', async () => {
    const all = await positions({});
    expect(await positions({ direction: BACKWARDS, fromPosition: END })).toEqual(all.toReversed());
    expect(await positions({ direction: BACKWARDS, fromPosition: END, maxCount: 3 })).toEqual(
      all.slice(-3).toReversed(),
    );
  });

  it('is read backwards from a position, which is where a record ends, as on the real server', async () => {
    const all = await positions({});
    const from = all[3] ?? 0n;
    expect(await positions({ direction: BACKWARDS, fromPosition: { commit: from, prepare: from } })).toEqual(
      all.slice(0, 3).toReversed(),
    );
  });

  it('has nothing after its end and nothing before its start', async () => {
    expect(await positions({ direction: FORWARDS, fromPosition: END })).toEqual([]);
    expect(await positions({ direction: BACKWARDS, fromPosition: START })).toEqual([]);
  });
});
