import { beforeEach, describe, expect, it } from 'vitest';
import { createStage, type Stage, skipped, succeeded } from './direct.js';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});

const add = { type: 'add-to-broadcast-list', listId: 'news' };
const remove = { type: 'remove-from-broadcast-list', listId: 'news' };

describe('removing a lead from a broadcast list', () => {
  it('takes it off this list, and off no other', async () => {
    await stage.list('news');
    await stage.list('sales');
    await stage.run(add);
    await stage.run({ ...add, listId: 'sales' });
    expect(await stage.run(remove)).toMatchObject([
      { type: 'RemovedFromList', data: { listId: 'news' } },
      succeeded({ listId: 'news' }),
    ]);
    expect(await stage.facts()).toMatchObject({ lists: ['sales'] });
  });

  it('changes nothing for one that is not on it, and says so', async () => {
    await stage.list('news');
    expect(await stage.run(remove)).toMatchObject([succeeded({ listId: 'news', already: true })]);
  });

  it('is skipped for a list that is not there', async () => {
    expect(await stage.run(remove)).toMatchObject([skipped('unknown-list')]);
  });

  it('works for a lead that has lost its address', async () => {
    const { leadline, lead } = stage;
    await stage.list('news');
    await stage.run(add);
    const changes = { attributes: { email: null } };
    await leadline.commands().manageLeads.changeAttributes(lead, changes, leadline.cause());
    expect(await stage.run(remove)).toMatchObject([{ type: 'RemovedFromList' }, { type: 'StepSucceeded' }]);
  });
});
