import {
  END,
  eventTypeFilter,
  excludeSystemEvents,
  type Filter,
  jsonEvent,
  type Position,
  streamNameFilter,
} from '@eventstore/db-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { needsEmbedded } from '../../support/given-servers.js';
import { happenedTimes, newStream, runStore } from './running-store.js';
import { watch } from './watching.js';

const store = runStore();

const named = (type: string) => jsonEvent({ type, data: {} });
const events = {
  'lead-1': [named('TagAdded'), named('TagRemoved')],
  'lead-2': [named('EmailSent')],
  'flow-1': [named('TagAdded')],
};
const [tagAdded, tagRemoved] = events['lead-1'].map(({ id }) => id);
const [emailSent] = events['lead-2'].map(({ id }) => id);
const [tagAddedToFlow] = events['flow-1'].map(({ id }) => id);

const ours: ReadonlySet<string> = new Set(Object.values(events).flatMap((all) => all.map(({ id }) => id)));
/** On a given server there are events of others as well. */
const oursIn = (ids: readonly string[]): readonly string[] => ids.filter((id) => ours.has(id));

beforeAll(async () => {
  for (const [stream, all] of Object.entries(events)) await store.client().appendToStream(stream, all);
});

describe('a filter', () => {
  it.each<[string, Filter, (string | undefined)[]]>([
    ['stream prefixes', streamNameFilter({ prefixes: ['lead-'] }), [tagAdded, tagRemoved, emailSent]],
    ['several prefixes', streamNameFilter({ prefixes: ['flow-', 'lead-2'] }), [emailSent, tagAddedToFlow]],
    ['a stream regex', streamNameFilter({ regex: '-1$' }), [tagAdded, tagRemoved, tagAddedToFlow]],
    [
      'type prefixes',
      eventTypeFilter({ prefixes: ['TagAdd', 'Email'] }),
      [tagAdded, emailSent, tagAddedToFlow],
    ],
    ['a type regex', eventTypeFilter({ regex: '^Tag.*ed$' }), [tagAdded, tagRemoved, tagAddedToFlow]],
    ['no system events', excludeSystemEvents(), [tagAdded, tagRemoved, emailSent, tagAddedToFlow]],
  ])('by %s lets the right events through', async (_case, filter, expected) => {
    const seen = watch(store.client().subscribeToAll({ filter }));
    await seen.caughtUp();
    expect(oursIn(seen.ids)).toEqual(expected);
    await seen.stop();
  });
});

describe('a regular expression of JavaScript', () => {
  needsEmbedded('EVENTSTORE_URL', 'is about its regular expressions');

  it('that is none is refused', async () => {
    const seen = watch(store.client().subscribeToAll({ filter: eventTypeFilter({ regex: '(' }) }));
    expect(String(await seen.failed())).toContain('The filter is not usable');
  });

  const slow = `${'a'.repeat(40)}b`;

  it.each(['^(a+)+$', '^(a|a)*$'])(
    'that backtracks without end is stopped, and the others go on: %s',
    async (regex) => {
      await store.client().appendToStream(newStream(), named(slow));
      const seen = watch(store.client().subscribeToAll({ filter: eventTypeFilter({ regex }) }));
      expect(String(await seen.failed())).toContain('The filter is not usable: the regular expression takes');
      await store.client().appendToStream(newStream(), named('Happened'));
    },
  );

  it('of groups and alternatives finds what it should', async () => {
    const filter = eventTypeFilter({ regex: '^(Tag(Add|Remov)ed|Email.*)$' });
    const seen = watch(store.client().subscribeToAll({ filter }));
    await seen.caughtUp();
    expect(oursIn(seen.ids)).toEqual([tagAdded, tagRemoved, emailSent, tagAddedToFlow]);
    await seen.stop();
  });
});

describe('checkpoints', () => {
  const subscribeFromEnd = (options: { checkpointInterval?: number; maxSearchWindow?: number }) => {
    const checkpoints: Position[] = [];
    let changed = (): void => undefined;
    const filter = streamNameFilter({
      prefixes: ['nothing-like-it'],
      ...options,
      checkpointReached: async (_subscription, position) => {
        checkpoints.push(position);
        changed();
      },
    });
    const seen = watch(store.client().subscribeToAll({ fromPosition: END, filter }));
    const reached = (count: number): Promise<void> =>
      new Promise((resolve) => {
        changed = () => {
          if (checkpoints.length >= count) resolve();
        };
        changed();
      });
    return { checkpoints, reached, seen };
  };

  it.each([
    [{ checkpointInterval: 1, maxSearchWindow: 10 }, 10],
    [{ checkpointInterval: 3, maxSearchWindow: 5 }, 15],
    [{ checkpointInterval: 2 }, 64],
    [{}, 32],
  ])('with %o come after every %i events that were looked at', async (options, interval) => {
    const client = store.client();
    const { checkpoints, reached, seen } = subscribeFromEnd(options);
    await seen.caughtUp();
    const positions: (Position | undefined)[] = [];
    for (const event of happenedTimes(interval * 2 + 1)) {
      positions.push((await client.appendToStream('checkpoints', event)).position);
    }
    await reached(2);
    expect(checkpoints).toEqual([positions[interval - 1], positions[interval * 2 - 1]]);
    expect(seen.ids).toEqual([]);
    await seen.stop();
  });

  it('are a place to go on from without a gap or a duplicate', async () => {
    const client = store.client();
    const { checkpoints, reached, seen } = subscribeFromEnd({ checkpointInterval: 1, maxSearchWindow: 4 });
    await seen.caughtUp();
    const all = happenedTimes(6);
    await client.appendToStream(newStream(), all);
    await reached(1);
    await seen.stop();
    const [fromPosition] = checkpoints;
    if (fromPosition === undefined) throw new Error('There is no checkpoint.');
    const again = watch(client.subscribeToAll({ fromPosition }));
    await again.received(2);
    expect(again.ids).toEqual(all.slice(4).map(({ id }) => id));
    await again.stop();
  });
});
