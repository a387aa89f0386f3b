import { beforeEach, describe, expect, it } from 'vitest';
import { createStage, type Stage, skipped, succeeded } from './direct.js';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});

const add = { type: 'add-product', productId: 'X' };
const remove = { type: 'remove-product', productId: 'X' };
const buy = () =>
  stage.leadline.happens('order-purchased', { leadId: stage.lead }, { items: [{ productId: 'X' }] });

describe('removing a product', () => {
  it('takes away a granted one', async () => {
    await stage.product('X');
    await stage.run(add);
    expect(await stage.run(remove)).toMatchObject([
      { type: 'ProductRemoved', data: { productId: 'X' } },
      succeeded({ productId: 'X' }),
    ]);
  });

  it('takes away a bought one, and that it was bought stays known', async () => {
    await stage.product('X');
    await buy();
    await stage.run(remove);
    expect(await stage.facts()).toMatchObject({ products: [], purchases: [{ productId: 'X' }] });
  });

  it('is skipped for a lead that does not have it', async () => {
    await stage.product('X');
    expect(await stage.run(remove)).toMatchObject([skipped('no-such-product-on-lead')]);
  });

  it('is skipped for a product that is not in the catalogue', async () => {
    await buy();
    expect(await stage.run(remove)).toMatchObject([skipped('unknown-product')]);
    expect(await stage.facts()).toMatchObject({ products: ['X'] });
  });
});
