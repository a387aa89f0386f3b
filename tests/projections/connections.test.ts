import { expect, it } from 'vitest';
import { readModels } from '../../projections/index.js';
import { createQueries } from '../../projections/queries.js';
import { connectionId, created, removed, revised, sealed, smtp } from '../domain/connection/samples.js';
import { leadId, registered } from '../domain/samples.js';
import { createVirtualReadModels } from '../support/virtual-read-models.js';
import { inLog, over } from './events.js';
import { check } from './read-model-spec.js';

const stream = `connection-${connectionId}`;
const settings = smtp({ user: 'ann' });
const password = sealed({ password: 'sealedText' });

check({
  model: readModels.connections,
  events: inLog([stream, created()], [`lead-${leadId}`, registered], [stream, revised(settings, password)]),
  documents: [
    { _id: connectionId, version: 2, settings, secrets: ['password'], isRemoved: false, position: 20 },
  ],
  strange: [stream, { connectionId, settings, sealed: password }],
});

it('a removed connection has no secrets, and comes back under its id', async () => {
  const { project, all } = over(readModels.connections);
  await project(inLog([stream, created(settings, password)], [stream, removed]));
  expect(all()).toMatchObject([{ version: 2, secrets: [], isRemoved: true }]);
  const again = over(readModels.connections);
  await again.project(inLog([stream, created()], [stream, removed], [stream, created(settings, password)]));
  expect(again.all()).toMatchObject([{ version: 3, secrets: ['password'], isRemoved: false }]);
});

it('holds nothing of a connection that is sealed, and lists what is not removed', async () => {
  const models = createVirtualReadModels();
  await models.project(inLog([stream, created(settings, password)]));
  expect(JSON.stringify(models.connections.all())).not.toContain('sealedText');
  const queries = createQueries(models);
  expect((await queries.connections({ limit: 9 })).items).toHaveLength(1);
  await models.project(inLog([stream, created(settings, password)], [stream, removed]));
  expect(await queries.connections({ limit: 9 })).toEqual({ items: [] });
});
