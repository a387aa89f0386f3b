import { beforeEach, describe, expect, it } from 'vitest';
import { createStage, type Stage, skipped, succeeded } from './direct.js';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});

const add = { type: 'add-product', productId: 'X' };
const buy = () =>
  stage.leadline.happens('order-purchased', { leadId: stage.lead }, { items: [{ productId: 'X' }] });

describe('adding a product', () => {
  it('grants it, and it is not bought by that', async () => {
    await stage.product('X');
    expect(await stage.run(add)).toMatchObject([
      { type: 'ProductAdded', data: { productId: 'X' } },
      succeeded({ productId: 'X' }),
    ]);
    expect(await stage.facts()).toMatchObject({ products: ['X'], purchases: [] });
  });

  it('changes nothing for a lead that has it, and says so', async () => {
    await stage.product('X');
    await buy();
    expect(await stage.run(add)).toMatchObject([succeeded({ productId: 'X', already: true })]);
  });

  it('is skipped for a product that is not in the catalogue', async () => {
    expect(await stage.run(add)).toMatchObject([skipped('unknown-product')]);
  });
});
