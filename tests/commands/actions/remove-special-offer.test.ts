import { beforeEach, describe, expect, it } from 'vitest';
import { createStage, type Stage, skipped, succeeded } from './direct.js';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
  await stage.product('shoes');
});

const remove = { type: 'remove-special-offer' };
const create = {
  type: 'create-special-offer',
  code: 'TEN',
  discount: { type: 'percent', percent: 10 },
  products: ['shoes'],
  expires: { after: 'P1D' },
};

describe('removing the special offer', () => {
  it('takes it away', async () => {
    await stage.run(create);
    expect(await stage.run(remove)).toMatchObject([
      { type: 'SpecialOfferRemoved', data: { code: 'TEN' } },
      succeeded({ code: 'TEN' }),
    ]);
    expect((await stage.facts()).offer).toBeUndefined();
  });

  it('takes away one that is over, too', async () => {
    await stage.run(create);
    await stage.leadline.advance('P2D');
    expect(await stage.run(remove)).toMatchObject([
      { type: 'SpecialOfferRemoved' },
      { type: 'StepSucceeded' },
    ]);
  });

  it('is skipped for a lead without one', async () => {
    expect(await stage.run(remove)).toMatchObject([skipped('no-offer')]);
  });
});
