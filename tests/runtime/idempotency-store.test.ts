import { afterEach, describe, expect, it, vi } from 'vitest';
import { createIdempotencyStore } from '../../runtime/idempotency-store.js';
import { useMongodb } from './use-mongodb.js';

const freshDb = useMongodb();
const store = () => createIdempotencyStore(freshDb());
const answer = { status: 202, headers: { location: '/v1/runs/1' }, body: '{"ok":true}' };
const minute = 60_000;

/** Time passes for the store, while timers and sockets go on as they are. */
const pass = (milliseconds: number): void => {
  const to = Date.now() + milliseconds;
  vi.useFakeTimers({ toFake: ['Date'], now: to });
};

describe('an idempotency key', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is new once, and running until its request has finished', async () => {
    const { begin } = await store();
    expect(await begin('a', 'print')).toEqual({ kind: 'new' });
    expect(await begin('a', 'print')).toEqual({ kind: 'running' });
    expect(await begin('b', 'print')).toEqual({ kind: 'new' });
  });

  it('that is done gives the answer as it went out', async () => {
    const { begin, finish } = await store();
    await begin('a', 'print');
    await finish('a', answer);
    expect(await begin('a', 'print')).toEqual({ kind: 'done', answer });
    expect(await begin('a', 'print')).toEqual({ kind: 'done', answer });
  });

  it('of another request does not match, whether that one still runs or is done', async () => {
    const { begin, finish } = await store();
    await begin('a', 'print');
    expect(await begin('a', 'other')).toEqual({ kind: 'mismatch' });
    await finish('a', answer);
    expect(await begin('a', 'other')).toEqual({ kind: 'mismatch' });
  });

  it('that is abandoned is free at once, also for another request', async () => {
    const { begin, abandon } = await store();
    await begin('a', 'print');
    await abandon('a');
    expect(await begin('a', 'other')).toEqual({ kind: 'new' });
  });

  it('is taken by one of many that begin at once', async () => {
    const { begin } = await store();
    const begun = await Promise.all(Array.from({ length: 20 }, () => begin('a', 'print')));
    expect(begun.filter(({ kind }) => kind === 'new')).toHaveLength(1);
    expect(begun.filter(({ kind }) => kind === 'running')).toHaveLength(19);
  });

  it('whose process ended is free again after five minutes, also for another request', async () => {
    const { begin } = await store();
    await begin('a', 'print');
    pass(4 * minute);
    expect(await begin('a', 'print')).toEqual({ kind: 'running' });
    pass(1.1 * minute);
    expect(await begin('a', 'other')).toEqual({ kind: 'new' });
    expect(await begin('a', 'other')).toEqual({ kind: 'running' });
  });

  it('that has run out is taken by one of many that begin at once', async () => {
    const { begin } = await store();
    await begin('a', 'print');
    pass(6 * minute);
    const begun = await Promise.all(Array.from({ length: 20 }, () => begin('a', 'print')));
    expect(begun.filter(({ kind }) => kind === 'new')).toHaveLength(1);
  });

  it('keeps its answer for a day', async () => {
    const { begin, finish } = await store();
    await begin('a', 'print');
    await finish('a', answer);
    pass(23 * 60 * minute);
    expect(await begin('a', 'print')).toEqual({ kind: 'done', answer });
    pass(1.1 * 60 * minute);
    expect(await begin('a', 'print')).toEqual({ kind: 'new' });
  });

  it('is remembered over a restart of the process, and swept by the database in the end', async () => {
    const db = freshDb();
    await (await createIdempotencyStore(db)).begin('a', 'print');
    expect(await (await createIdempotencyStore(db)).begin('a', 'print')).toEqual({ kind: 'running' });
    const indexes = await db.collection('idempotency_keys').indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }));
  });
});
