import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { AttributeName } from '../../../domain/codecs/values.js';
import { decideLead } from '../../../domain/lead/decide.js';
import type { LeadEvent } from '../../../domain/lead/events.js';
import {
  evolveLead,
  type RegisteredLead,
  recentSourceEventIdCount,
  unknownLead,
} from '../../../domain/lead/state.js';
import { fc } from '../../support/arbitraries.js';
import { specOf } from '../../support/given-when-then.js';
import { type Given, instantAt } from '../../support/recorded.js';
import {
  activity,
  attributes,
  email,
  leadId,
  note,
  productId,
  registered,
  sourceEventId,
  tag,
} from '../samples.js';

const { given } = specOf({ initial: unknownLead, decide: decideLead, evolve: evolveLead });

const leadAfter = (...events: readonly Given<LeadEvent>[]): RegisteredLead => {
  const lead = given(registered, ...events).state();
  return lead.status === 'registered' ? lead : expect.fail('is not registered');
};
const setAt = (minute: number, values: unknown): Given<LeadEvent> => ({
  event: { type: 'AttributesSet', data: { attributes: attributes(values) } },
  occurredAt: instantAt(minute),
});
const age = decodeOrThrow(AttributeName, 'age');
const removedAt = (minute: number): Given<LeadEvent> => ({
  event: { type: 'AttributesRemoved', data: { names: [age] } },
  occurredAt: instantAt(minute),
});

describe('a lead', () => {
  it('is what its first registration says', () => {
    const again: LeadEvent = { type: 'LeadRegistered', data: { leadId, email } };
    const lead = given({ event: again, occurredAt: instantAt(7) }, registered).state();
    expect(lead).toMatchObject({ leadId, registeredAt: instantAt(7), attributes: { email } });
  });

  it('stays unknown whatever happens before its registration', () => {
    expect(given({ type: 'TagAdded', data: { tag: tag('vip') } }).state()).toEqual(unknownLead);
  });

  it('is not changed by an event that says nothing about it', () => {
    const before = leadAfter();
    expect(leadAfter({ type: 'NoteMade', data: { text: note('x') } })).toEqual(before);
    expect(leadAfter(activity('FlowRequested', { flowId: 'welcome' }))).toEqual(before);
  });

  it('is not changed by an event of a newer version', () => {
    const newer: LeadEvent = JSON.parse(
      '{"type":"LeadTeleported","data":{"tag":"vip","attributes":{"age":1}}}',
    );
    expect(leadAfter(newer)).toEqual(leadAfter());
  });
});

describe('attributes that arrive late', () => {
  it('do not undo a newer value', () => {
    expect(leadAfter(setAt(50, { age: 46 }), setAt(40, { age: 45, city: 'Bonn' })).attributes).toEqual({
      age: 46,
      city: 'Bonn',
    });
  });

  it('do not come back after a newer removal', () => {
    expect(leadAfter(removedAt(50), setAt(40, { age: 45 })).attributes).toEqual({});
  });

  it('do not remove a newer value', () => {
    expect(leadAfter(setAt(50, { age: 46 }), removedAt(40)).attributes).toEqual({ age: 46 });
  });

  it('count as said when their instants are the same: the later in the stream', () => {
    expect(leadAfter(setAt(50, { age: 46 }), setAt(50, { age: 47 })).attributes).toEqual({ age: 47 });
    expect(leadAfter(setAt(50, { age: 46 }), removedAt(50)).attributes).toEqual({});
  });

  it('end as if they had come in order, in whatever order they come', () => {
    const said = fc.uniqueArray(fc.tuple(fc.nat(200), fc.option(fc.nat(9))), {
      minLength: 1,
      selector: ([at]) => at,
    });
    fc.assert(
      fc.property(said, (changes) => {
        const events = changes.map(([at, value]) =>
          value === null ? removedAt(at) : setAt(at, { age: value }),
        );
        const [, newest] = changes.reduce((one, other) => (other[0] > one[0] ? other : one));
        expect(leadAfter(...events).attributes).toEqual(newest === null ? {} : { age: newest });
      }),
    );
  });
});

describe('purchases', () => {
  const boughtAt = (minute: number, quantity: number): Given<LeadEvent> => ({
    event: activity('OrderPurchased', { items: [{ productId: 'course', quantity }] }),
    occurredAt: instantAt(minute),
  });

  it('keep the first and the last instant and the count, in whatever order they come', () => {
    const orders = fc.array(fc.tuple(fc.nat(500), fc.integer({ min: 1, max: 9 })), { minLength: 1 });
    fc.assert(
      fc.property(orders, (bought) => {
        const minutes = bought.map(([minute]) => minute);
        expect(
          leadAfter(...bought.map(([minute, quantity]) => boughtAt(minute, quantity))).purchases,
        ).toEqual([
          {
            productId: 'course',
            count: bought.reduce((sum, [, quantity]) => sum + quantity, 0),
            firstAt: instantAt(Math.min(...minutes)),
            lastAt: instantAt(Math.max(...minutes)),
          },
        ]);
      }),
    );
  });

  it('count one where the quantity is not said, and each item of an order', () => {
    const order = activity('OrderPurchased', {
      items: [{ productId: 'a' }, { productId: 'b' }, { productId: 'a' }],
    });
    const { products, purchases } = leadAfter(order);
    expect(products).toEqual(['a', 'b']);
    expect(purchases.map(({ count }) => count)).toEqual([2, 1]);
  });

  it('stay when the product is removed', () => {
    const removed: LeadEvent = { type: 'ProductRemoved', data: { productId: productId('course') } };
    const { products, purchases } = leadAfter(boughtAt(0, 1), removed);
    expect(products).toEqual([]);
    expect(purchases).toHaveLength(1);
  });
});

describe('the ids that senders gave', () => {
  const visit = activity('PageVisited', { url: 'https://example.com/' });
  const sent = (id: string): Given<LeadEvent> => ({ event: visit, sourceEventId: sourceEventId(id) });

  it('are remembered once each, newest last', () => {
    expect(leadAfter(sent('a'), sent('b'), sent('a')).recentSourceEventIds).toEqual(['a', 'b']);
  });

  it('are remembered up to a bound', () => {
    const ids = Array.from({ length: recentSourceEventIdCount + 5 }, (_, index) => `id-${index}`);
    const { recentSourceEventIds } = leadAfter(...ids.map(sent));
    expect(recentSourceEventIds).toEqual(ids.slice(-recentSourceEventIdCount));
  });
});
