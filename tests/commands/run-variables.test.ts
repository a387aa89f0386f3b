import { beforeEach, describe, expect, it } from 'vitest';
import { listedVariables, type VariableGroup, variables } from '../../commands/variables.js';
import { activities } from '../../domain/lead/activity.js';
import { form, hook, immediately, onForm } from '../support/steps.js';
import { createStage, type Stage } from './actions/direct.js';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});

const offer = {
  type: 'create-special-offer',
  code: 'TEN',
  discount: { type: 'percent', percent: 10 },
  products: ['shoes', 'socks'],
  name: 'Welcome back',
  expires: { at: '2026-04-01T00:00' },
};
const buy = { type: 'order-purchased' };

/** What the webhook of a flow says, which holds every variable unless it has a body of its own. */
const bodyAfter = async (trigger: object, happens: () => Promise<unknown>) => {
  const steps = [{ action: hook, when: immediately }];
  await stage.leadline.flow('flow', { trigger, timeZone: 'Europe/Berlin', steps });
  await happens();
  return stage.leadline.gateways.webhooks.at(-1)?.body;
};
const order = (...items: readonly object[]) =>
  stage.leadline.happens('order-purchased', { leadId: stage.lead }, { items });
const shop = async () => {
  await stage.product('shoes', { name: 'Shoes', price: 89.9, currency: 'EUR', url: 'https://example.com/s' });
  await stage.product('socks', { name: 'Socks' });
};

/** The names in the table that have values whenever there is a lead, a flow, an offer and a product with everything. */
const alwaysThere: readonly VariableGroup[] = ['flow', 'product', 'offer'];

describe('the table of variables', () => {
  it('holds every value that a run has, and none that it never has', async () => {
    await shop();
    await stage.run({ ...offer, discount: { type: 'amount', amount: 5, currency: 'EUR' } });
    const withAmount = await bodyAfter(buy, () => order({ productId: 'shoes' }));
    await stage.run(offer);
    await order({ productId: 'shoes' });
    const withPercent = stage.leadline.gateways.webhooks.at(-1)?.body;
    for (const group of alwaysThere) {
      const names = [withAmount, withPercent].flatMap((body) => Object.keys(Object(Object(body)[group])));
      expect([...new Set(names)].sort()).toEqual(Object.keys(variables[group]).sort());
    }
  });

  it('names of the lead what it is known by, and attributes', async () => {
    const attributes = Object.fromEntries(
      Object.entries(variables.contact).flatMap(([name, { example, source }]) =>
        source === 'an attribute of the lead' && name !== 'email' ? [[name, example]] : [],
      ),
    );
    const body = await bodyAfter(onForm('a'), () =>
      stage.leadline.happens(
        'form-submitted',
        { leadId: stage.lead, externalId: 'ann' },
        form('a', attributes),
      ),
    );
    expect(Object.keys(Object(Object(body)['contact'])).sort()).toEqual(
      Object.keys(variables.contact).sort(),
    );
  });

  it('names of an event what some activity says', () => {
    const said = new Set(
      activities.flatMap(({ input }) => Object.keys({ ...input.required, ...input.optional })),
    );
    for (const name of Object.keys(variables.event))
      expect(name === 'occurredAt' || said.has(name), name).toBe(true);
  });

  it('shows an example for each that is no placeholder', () => {
    for (const { name, example, placeholder } of listedVariables) {
      expect(name).toMatch(/^[a-z]+\.[a-zA-Z]+$/);
      expect(placeholder).toMatch(/^#[A-Z][a-z]+ \| [A-Z][a-z ]+ #$/);
      expect(example).not.toBe(placeholder);
    }
  });
});

describe('the product of a run', () => {
  beforeEach(shop);

  it('is the first one of the order', async () => {
    const body = await bodyAfter(buy, () => order({ productId: 'shoes' }, { productId: 'socks' }));
    expect(body).toMatchObject({
      product: { id: 'shoes', name: 'Shoes', price: '89.90', currency: 'EUR', url: 'https://example.com/s' },
      offer: {},
    });
  });

  it('has the price that is left by the offer, if that is about it', async () => {
    await stage.run({ ...offer, products: ['shoes'] });
    const body = await bodyAfter(buy, () => order({ productId: 'shoes' }));
    expect(body).toMatchObject({ product: { price: '89.90', offerPrice: '80.91' } });
    await order({ productId: 'socks' });
    const [, other] = stage.leadline.gateways.webhooks;
    expect(Object(other?.body).product).toEqual({ id: 'socks', name: 'Socks' });
  });

  it('is the first one of the offer where the event is about none', async () => {
    await stage.run(offer);
    const body = await bodyAfter(onForm('a'), () =>
      stage.leadline.happens('form-submitted', { leadId: stage.lead }, form('a')),
    );
    expect(body).toMatchObject({ product: { id: 'shoes', offerPrice: '80.91' } });
  });

  it('is none where neither is about one, and has an id alone where nobody knows it', async () => {
    const body = await bodyAfter(onForm('a'), () =>
      stage.leadline.happens('form-submitted', { leadId: stage.lead }, form('a')),
    );
    expect(Object(body).product).toEqual({});
    await stage.leadline.flow('hats', { trigger: buy, steps: [{ action: hook, when: immediately }] });
    await order({ productId: 'hats' });
    expect(stage.leadline.gateways.webhooks.at(-1)?.body).toMatchObject({ product: { id: 'hats' } });
  });
});

describe('the offer of a run', () => {
  beforeEach(shop);

  it('is the one that the lead has', async () => {
    await stage.run(offer);
    await stage.run(hook);
    expect(stage.leadline.gateways.webhooks[0]?.body).toMatchObject({
      offer: {
        code: 'TEN',
        name: 'Welcome back',
        discount: '10 %',
        percent: 10,
        products: 'Shoes, Socks',
        expiresAt: '2026-04-01T00:00:00.000Z',
      },
    });
  });

  it('ends on the calendar of the flow', async () => {
    await stage.run({ ...offer, expires: { at: '2026-03-31T22:30Z' } });
    const body = await bodyAfter(onForm('a'), () =>
      stage.leadline.happens('form-submitted', { leadId: stage.lead }, form('a')),
    );
    expect(body).toMatchObject({ offer: { expiresOn: '2026-04-01' } });
  });

  it('is none any more when it is over, and that shows', async () => {
    await stage.run({ ...offer, expires: { after: 'P1D' } });
    const show = { type: 'make-note', text: '{{ offer.code }} {{ product.offerPrice }}' };
    const [made] = await stage.run(show);
    expect(made).toMatchObject({ data: { text: 'TEN 80.91' } });
    await stage.leadline.advance('P1D');
    const [late] = await stage.run(show);
    expect(late).toMatchObject({ data: { text: '#Offer | Code # #Product | Offer price #' } });
  });
});
