import { beforeEach, describe, expect, it } from 'vitest';
import { form, immediately, onForm } from '../../support/steps.js';
import { createStage, type Stage, skipped, succeeded } from './direct.js';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});

const add = { type: 'add-to-broadcast-list', listId: 'news' };

describe('adding a lead to a broadcast list', () => {
  it('puts it on the list', async () => {
    await stage.list('news');
    expect(await stage.run(add)).toMatchObject([
      { type: 'AddedToList', data: { listId: 'news' } },
      succeeded({ listId: 'news' }),
    ]);
    expect(await stage.facts()).toMatchObject({ lists: ['news'] });
  });

  it('changes nothing for one that is on it, and says so', async () => {
    await stage.list('news');
    await stage.run(add);
    expect(await stage.run(add)).toMatchObject([succeeded({ listId: 'news', already: true })]);
  });

  it('is skipped for a list that is not there', async () => {
    expect(await stage.run(add)).toMatchObject([skipped('unknown-list')]);
  });

  it('is skipped for a lead without an address, or with one that is none', async () => {
    const { leadline } = stage;
    await stage.list('news');
    const bob = await leadline.happens('form-submitted', { externalId: 'bob' }, form('a'));
    expect(await stage.run(add, bob)).toMatchObject([skipped('no-email-address')]);
    await leadline.happens('form-submitted', { leadId: bob }, form('a', { email: 'bob at home' }));
    expect(await stage.run(add, bob)).toMatchObject([skipped('wrong-email-address')]);
    expect(await stage.facts(bob)).toMatchObject({ lists: [] });
  });

  it('is a step of a flow', async () => {
    await stage.list('news');
    const { leadline, lead } = stage;
    await leadline.flow('flow', { trigger: onForm('a'), steps: [{ action: add, when: immediately }] });
    await leadline.happens('form-submitted', { leadId: lead }, form('a'));
    expect(await leadline.runOf(lead)).toMatchObject({ steps: [{ status: 'succeeded' }] });
    expect(await stage.facts()).toMatchObject({ lists: ['news'] });
  });
});
