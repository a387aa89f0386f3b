import {
  type AppendExpectedRevision,
  BACKWARDS,
  END,
  ErrorType,
  isCommandError,
  NO_STREAM,
} from '@eventstore/db-client';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { needsEmbedded } from '../../support/given-servers.js';
import { collect, happened, runStore } from './running-store.js';

needsEmbedded('EVENTSTORE_URL', 'reads all that there is, again and again');

const store = runStore();

type Command =
  | {
      kind: 'append';
      stream: number;
      count: number;
      expected: 'any' | 'no_stream' | 'stream_exists' | number;
    }
  | { kind: 'repeat'; which: number }
  | { kind: 'truncate'; stream: number; before: number }
  | { kind: 'delete'; stream: number };

type ModelStream = { ids: string[]; visibleFrom: number; isDeleted: boolean };
type Append = { stream: string; ids: string[]; after: number };

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      stream: fc.nat(2),
      count: fc.integer({ min: 1, max: 4 }),
      expected: fc.oneof(
        fc.constantFrom('any' as const, 'no_stream' as const, 'stream_exists' as const),
        fc.nat(6),
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('repeat' as const), which: fc.nat(20) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('truncate' as const),
      stream: fc.nat(2),
      before: fc.nat(8),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), stream: fc.nat(2) }) },
);

const outcomeOf = async (work: Promise<{ nextExpectedRevision: bigint }>): Promise<bigint | string> => {
  try {
    return (await work).nextExpectedRevision;
  } catch (error) {
    if (error instanceof Error && isCommandError(error)) return error.type;
    throw error;
  }
};

/** What the log should do, told as simply as possible. */
const createModel = (prefix: string) => {
  const streams = new Map<string, ModelStream>();
  const log: string[] = [];
  const appends: Append[] = [];
  const named = (no: number): string => `${prefix}-${no}`;
  const at = (stream: string): ModelStream =>
    streams.get(stream) ?? { ids: [], visibleFrom: 0, isDeleted: false };

  const append = (
    stream: string,
    ids: string[],
    expected: 'any' | 'no_stream' | 'stream_exists' | number,
  ) => {
    const state = at(stream);
    const last = state.ids.length - 1;
    if (expected === 'stream_exists' && state.isDeleted) return ErrorType.STREAM_DELETED;
    if (expected === 'stream_exists' && last < 0) return ErrorType.WRONG_EXPECTED_VERSION;
    const startsAgain = expected === 'no_stream' && state.isDeleted;
    const exact = expected === 'no_stream' ? -1 : expected;
    if (typeof exact === 'number' && exact !== last && !startsAgain) return ErrorType.WRONG_EXPECTED_VERSION;
    appends.push({ stream, ids, after: last });
    log.push(...ids);
    streams.set(stream, {
      ids: [...state.ids, ...ids],
      visibleFrom: state.isDeleted ? last + 1 : state.visibleFrom,
      isDeleted: false,
    });
    return BigInt(last + ids.length);
  };

  return { streams, log, appends, named, at, append };
};

type Model = ReturnType<typeof createModel>;

const perform = async (model: Model, one: Command): Promise<void> => {
  const client = store.client();
  if (one.kind === 'repeat') {
    const again = model.appends[one.which % Math.max(1, model.appends.length)];
    if (again === undefined) return;
    const expectedRevision: AppendExpectedRevision = again.after < 0 ? NO_STREAM : BigInt(again.after);
    const events = again.ids.map((id, no) => happened(no, id));
    const outcome = await outcomeOf(client.appendToStream(again.stream, events, { expectedRevision }));
    expect(outcome).toBe(BigInt(again.after + again.ids.length));
    return;
  }
  const stream = model.named(one.stream);
  const state = model.at(stream);
  if (one.kind === 'append') {
    const events = Array.from({ length: one.count }, (_, no) => happened(no));
    const expected = typeof one.expected === 'number' ? BigInt(one.expected) : one.expected;
    const outcome = await outcomeOf(client.appendToStream(stream, events, { expectedRevision: expected }));
    expect(outcome).toBe(
      model.append(
        stream,
        events.map(({ id }) => id),
        one.expected,
      ),
    );
    return;
  }
  if (state.ids.length === 0 || state.isDeleted) return;
  if (one.kind === 'truncate') {
    await client.setStreamMetadata(stream, { truncateBefore: one.before });
    model.streams.set(stream, { ...state, visibleFrom: one.before });
  } else {
    await client.deleteStream(stream);
    model.streams.set(stream, { ...state, isDeleted: true });
  }
};

const expectSameReads = async (model: Model): Promise<void> => {
  const client = store.client();
  for (const [stream, { ids, visibleFrom, isDeleted }] of model.streams) {
    const forwards = collect(client.readStream(stream)).then((all) => all.map(({ event }) => event?.id));
    if (isDeleted) {
      await expect(forwards).rejects.toMatchObject({ type: ErrorType.STREAM_NOT_FOUND });
      continue;
    }
    const visible = ids.slice(visibleFrom);
    expect(await forwards).toEqual(visible);
    const backwards = await collect(
      client.readStream(stream, { direction: BACKWARDS, fromRevision: END, maxCount: 5 }),
    );
    expect(backwards.map(({ event }) => event?.id)).toEqual(visible.toReversed().slice(0, 5));
  }
  const inAll = (await collect(client.readAll())).flatMap(({ event }) =>
    event && model.streams.has(event.streamId) ? [event.id] : [],
  );
  expect(inAll).toEqual(model.log);
};

it('does what a simple model does, whatever is appended, repeated, truncated and deleted', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 30 }), async (commands) => {
      run += 1;
      const model = createModel(`model-${run}`);
      for (const one of commands) await perform(model, one);
      await expectSameReads(model);
    }),
    { numRuns: 40 },
  );
});
