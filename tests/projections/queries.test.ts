import { beforeEach, describe, expect, it } from 'vitest';
import { createQueries, type PageRequest, type Queries } from '../../projections/queries.js';
import { ann, form, immediately, note, onForm } from '../support/steps.js';
import { createVirtualLeadline, type VirtualLeadline } from '../support/virtual-leadline.js';

let leadline: VirtualLeadline;
let queries: Queries;
beforeEach(() => {
  leadline = createVirtualLeadline();
  queries = createQueries(leadline.models);
});

const create = async (count: number): Promise<void> => {
  const items = Array.from({ length: count }, (_, no) => ({
    type: 'form-submitted',
    lead: { externalId: `shop-${no}`, email: `lead-${no % 3}-${no}@example.com` },
    data: form('a'),
  }));
  await leadline.report(...items);
  await leadline.quiet();
};

describe('pages', () => {
  it('go through everything once, in order, however long they are', async () => {
    await create(10);
    for (const limit of [1, 3, 5, 10, 11]) {
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const request: PageRequest = after === undefined ? { limit } : { limit, after };
        const page = await queries.leads({}, request);
        expect(page.items.length).toBeLessThanOrEqual(limit);
        seen.push(...page.items.map(({ _id }) => _id));
        after = page.next;
      } while (after !== undefined);
      expect(seen).toEqual(leadline.models.leads.all().map(({ _id }) => _id));
    }
  });

  it('of nothing are one empty page', async () => {
    expect(await queries.leads({}, { limit: 10 })).toEqual({ items: [] });
  });
});

describe('leads', () => {
  it('are found by their ids and tags, and by all of them together', async () => {
    await create(4);
    const lead = await leadline.happens('form-submitted', ann, form('a'));
    await leadline.commands().requestAction(lead, { type: 'add-tag', tag: 'vip' }, leadline.cause());
    await leadline.quiet();
    const found = async (filter: Parameters<Queries['leads']>[0]) =>
      (await queries.leads(filter, { limit: 10 })).items.map(({ _id }) => _id);
    expect(await found({ email: ann.email })).toEqual([lead]);
    expect(await found({ tag: 'vip' })).toEqual([lead]);
    expect(await found({ externalId: 'shop-2' })).toHaveLength(1);
    expect(await found({ externalId: 'shop-2', tag: 'vip' })).toEqual([]);
  });
});

describe('runs of a lead', () => {
  it('come newest first, and no more than are asked for', async () => {
    await leadline.flow('flow', { trigger: onForm('a'), steps: [{ action: note('x'), when: immediately }] });
    const lead = await leadline.happens('form-submitted', ann, form('a'));
    for (const _ of [1, 2, 3]) {
      await leadline.advance('PT1H');
      await leadline.happens('form-submitted', ann, form('a'));
    }
    const runs = await queries.runsOfLead(lead, 3);
    const times = runs.map(({ enteredAt }) => enteredAt);
    expect(times).toEqual([
      '2026-03-02T11:00:00.000Z',
      '2026-03-02T10:00:00.000Z',
      '2026-03-02T09:00:00.000Z',
    ]);
    expect(await queries.run(runs[0]?.runId ?? '')).toEqual(runs[0]);
    expect(await queries.run('nobody')).toBeUndefined();
  });
});

describe('the catalogue', () => {
  it('is found by id and page by page', async () => {
    await leadline.product('X');
    await leadline.product('Y');
    await leadline.template('hello', { subject: 'Hi' });
    await leadline.flow('flow', { trigger: onForm('a'), steps: [{ action: note('x'), when: immediately }] });
    await leadline.happens('order-purchased', ann, { items: [{ productId: 'Z' }] });
    expect((await queries.products({ limit: 1 })).next).toBe('X');
    expect((await queries.products({ limit: 1, after: 'X' })).items).toMatchObject([{ productId: 'Y' }]);
    expect(await queries.product('X')).toMatchObject({ details: { name: 'X' } });
    expect(await queries.template('hello')).toMatchObject({ versions: [{ subject: 'Hi' }] });
    expect((await queries.templates({ limit: 9 })).items).toHaveLength(1);
    expect(await queries.flow('flow')).toMatchObject({ status: 'active' });
    expect((await queries.flows({ limit: 9 })).items).toHaveLength(1);
    expect((await queries.unknownReferences({ limit: 9 })).items).toMatchObject([
      { kind: 'product', id: 'Z' },
    ]);
  });
});
