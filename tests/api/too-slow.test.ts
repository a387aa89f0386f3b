import { expect, test } from 'vitest';
import { TooSlow } from '../../projections/find.js';
import { createQueries } from '../../projections/queries.js';
import { createReadModels } from './support/consumers.js';
import { useApi } from './support/use-api.js';

const giveUp = async (): Promise<never> => {
  throw new TooSlow();
};

const { get, api } = useApi(() => {
  const docs = createReadModels();
  return { queries: createQueries({ ...docs, leads: { ...docs.leads, many: giveUp } }) };
});

test('a question that the database gave up is no mistake of ours, and is answered with what to do', async () => {
  const answer = await get('/v1/leads');
  expect(answer.status).toBe(503);
  expect(answer.body).toMatchObject({
    type: '/problems/unavailable',
    detail: 'This takes too long to find: ask for less at once.',
  });
  expect(api().log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});
