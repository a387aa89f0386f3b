import { expect, it } from 'vitest';
import type { BroadcastCommand } from '../../../domain/broadcast/commands.js';
import { broadcastDecider } from '../../../domain/broadcast/decide.js';
import { type BroadcastEvent, broadcastEvents } from '../../../domain/broadcast/events.js';
import type { Broadcast } from '../../../domain/broadcast/state.js';
import { fold } from '../../../domain/decider.js';
import { decodeEvent } from '../../../domain/events.js';
import { fc } from '../../support/arbitraries.js';
import { instantAt } from '../../support/recorded.js';
import { execute, type Live, newStream } from '../properties/live.js';
import { broadcastId, gone, members, planOf } from './story.js';

type Story = Live<Broadcast, BroadcastEvent>;

const plan = fc.constantFrom(
  planOf(),
  planOf({ name: 'Summer' }),
  planOf({ at: instantAt(3), throttle: { max: 3, per: 'PT1M' } }),
);
const as = <const Type extends string>(type: Type) => ({ type: fc.constant(type) });
const few = fc.integer({ min: 0, max: 4 });

const create: fc.Arbitrary<BroadcastCommand> = fc.record({
  ...as('CreateBroadcast'),
  broadcastId: fc.constant(broadcastId),
  plan,
});
const command: fc.Arbitrary<BroadcastCommand> = fc.oneof(
  create,
  fc.record({
    type: fc.constantFrom('StartBroadcast', 'CompleteMembership', 'CompleteBroadcast'),
  }),
  fc.record({ type: fc.constantFrom('PauseBroadcast', 'ResumeBroadcast', 'CancelBroadcast') }),
  fc.record({
    ...as('FixMembers'),
    members: fc.tuple(few, few).map(([from, length]) => members(from + 1, from + length)),
  }),
  fc.record({
    ...as('RecordPart'),
    first: few,
    count: few,
    leftOut: fc.constantFrom([], [gone(1)]),
  }),
);
/** Commands in an order in which they mean something, with any others between them. */
const commands: fc.Arbitrary<readonly BroadcastCommand[]> = fc
  .tuple(create, fc.array(command, { maxLength: 30, size: 'max' }))
  .map(([first, then]) => [first, ...then]);

const tell = (sent: readonly BroadcastCommand[]): Story =>
  sent.reduce<Story>(
    (live, one) => execute(broadcastDecider, live, one),
    newStream<Broadcast, BroadcastEvent>(broadcastDecider.initial),
  );

it('a command that is sent twice changes nothing the second time', () => {
  fc.assert(
    fc.property(commands, (sent) => {
      let live = tell([]);
      for (const one of sent) {
        live = execute(broadcastDecider, live, one);
        const again = execute(broadcastDecider, live, one);
        // What the clock forbade a minute ago it may allow now.
        if (one.type !== 'StartBroadcast') expect(again.events).toEqual(live.events);
      }
    }),
  );
});

it('replaying the stream gives the state seen live, from the start and from any snapshot', () => {
  fc.assert(
    fc.property(commands, (sent) => {
      const { events, states, state } = tell(sent);
      const stored: typeof events = JSON.parse(JSON.stringify(events));
      for (const [revision, snapshot] of states.entries())
        expect(
          fold(broadcastDecider.evolve, JSON.parse(JSON.stringify(snapshot)), stored.slice(revision)),
        ).toEqual(state);
      for (const { type, data } of stored) expect(decodeEvent({ type, data })).toMatchObject({ ok: true });
    }),
  );
});

it('every member is fixed once, and asked once, in order', () => {
  fc.assert(
    fc.property(commands, (sent) => {
      const { events } = tell(sent);
      const fixed = events.flatMap((event) =>
        event.type === 'BroadcastMembersFixed' ? event.data.members : [],
      );
      expect(fixed).toEqual([...new Set(fixed)].sort());
      const asked = events.flatMap((event) =>
        event.type === 'BroadcastPartRequested'
          ? Array.from({ length: event.data.count }, (_, index) => event.data.first + index)
          : [],
      );
      expect(asked).toEqual(asked.map((_, index) => index));
      expect(asked.length).toBeLessThanOrEqual(fixed.length);
    }),
  );
});

it('these properties meet every kind of event, or they would say little', () => {
  const seen = new Set(
    fc.sample(commands, 2000).flatMap((sent) => tell(sent).events.map(({ type }) => type)),
  );
  expect([...seen].sort()).toEqual(broadcastEvents.map(({ name }) => name).sort());
});
