import { beforeEach, describe, expect, it } from 'vitest';
import type { ActivityOutcome } from '../../commands/record-activities.js';
import { recentSourceEventIdCount } from '../../domain/lead/state.js';
import { ann, form } from '../support/steps.js';
import { createVirtualLeadline, type VirtualLeadline } from '../support/virtual-leadline.js';

let leadline: VirtualLeadline;
beforeEach(() => {
  leadline = createVirtualLeadline();
});

const submitted = (lead: object, more: object = {}) => ({
  type: 'form-submitted',
  lead,
  data: form('a'),
  ...more,
});
const statuses = (outcomes: readonly ActivityOutcome[]) => outcomes.map(({ status }) => status);

describe('a duplicate', () => {
  it('is told by the id that its sender gave it, and changes nothing', async () => {
    await leadline.report(submitted(ann, { eventId: 'shop:1' }));
    const before = leadline.log.all().length;
    expect(statuses(await leadline.report(submitted(ann, { eventId: 'shop:1' })))).toEqual(['duplicate']);
    expect(leadline.log.all()).toHaveLength(before);
  });

  it('is told inside one batch, however long that is', async () => {
    const ids = [...Array.from({ length: 2 * recentSourceEventIdCount }, (_, no) => `id${no}`), 'id0', 'id1'];
    const outcomes = statuses(await leadline.report(...ids.map((eventId) => submitted(ann, { eventId }))));
    expect(outcomes.filter((status) => status === 'duplicate')).toHaveLength(2);
    expect(outcomes.slice(-2)).toEqual(['duplicate', 'duplicate']);
  });

  it('is told inside one batch', async () => {
    const item = submitted(ann, { eventId: 'shop:1' });
    expect(statuses(await leadline.report(item, item, submitted(ann)))).toEqual([
      'accepted',
      'duplicate',
      'accepted',
    ]);
  });

  it('is none for another lead, nor without an id', async () => {
    const bob = { email: 'bob@example.com' };
    const items = [submitted(ann, { eventId: '1' }), submitted(bob, { eventId: '1' }), submitted(ann)];
    expect(statuses(await leadline.report(...items, submitted(ann)))).toEqual([
      'accepted',
      'accepted',
      'accepted',
      'accepted',
    ]);
  });

  it('is told after a restart, and when two senders are quick', async () => {
    await leadline.report(submitted(ann, { eventId: '1' }));
    leadline.restart();
    expect(statuses(await leadline.report(submitted(ann, { eventId: '1' })))).toEqual(['duplicate']);
    const both = await Promise.all([1, 2].map(() => leadline.report(submitted(ann, { eventId: '2' }))));
    expect(statuses(both.flat()).sort()).toEqual(['accepted', 'duplicate']);
  });

  it('is told however long ago the first was: beyond what the state of the lead remembers', async () => {
    const items = Array.from({ length: recentSourceEventIdCount + 50 }, (_, no) =>
      submitted(ann, { eventId: `shop:${no}` }),
    );
    await leadline.report(...items);
    const again = await leadline.report(
      items[0],
      items[30],
      items.at(-1),
      submitted(ann, { eventId: 'new' }),
    );
    expect(statuses(again)).toEqual(['duplicate', 'duplicate', 'duplicate', 'accepted']);
  });
});
