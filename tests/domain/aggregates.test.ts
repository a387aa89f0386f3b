import { expect, it } from 'vitest';
import { aggregates, idInStream, streamName } from '../../domain/aggregates.js';
import { allEvents } from '../../domain/events.js';
import { leadStreamEvents } from '../../domain/lead-stream.js';
import { recordAll } from '../support/recorded.js';

it('names each event once, and each belongs to one aggregate', () => {
  const types = allEvents.map(({ name }) => name);
  expect(new Set(types).size).toBe(types.length);
  // What stands for the events of somebody erased may be in streams of several kinds, and is stored in none.
  for (const type of types.filter((name) => name !== 'EventErased')) {
    const [event] = recordAll([{ type, data: {} }]);
    const owners = Object.values(aggregates).filter(({ isEvent }) => event !== undefined && isEvent(event));
    expect(
      owners.map(({ category }) => category),
      type,
    ).toHaveLength(1);
  }
});

it('finds the events of a lead and of its runs in one stream', () => {
  for (const { name } of leadStreamEvents) {
    const [event] = recordAll([{ type: name, data: {} }]);
    expect(event !== undefined && aggregates.lead.isEvent(event), name).toBe(true);
  }
});

it('names streams after their category and id, and finds the id again', () => {
  for (const { category } of Object.values(aggregates))
    expect(idInStream(category, streamName(category, 'a-b-1'))).toBe('a-b-1');
  expect(idInStream('lead', 'flow-1')).toBeUndefined();
  expect(idInStream('lead', 'leads-1')).toBeUndefined();
});
