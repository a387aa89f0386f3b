import {
  EventStoreDBClient,
  persistentSubscriptionToStreamSettingsFromDefaults,
} from '@eventstore/db-client';
import { expect, it } from 'vitest';
import { failureOf, happened, newStream, runStore } from './running-store.js';

const store = runStore();

it.each<[string, (client: EventStoreDBClient) => Promise<unknown>]>([
  [
    'persistent subscriptions',
    (client) =>
      client.createPersistentSubscriptionToStream(
        's',
        'group',
        persistentSubscriptionToStreamSettingsFromDefaults(),
      ),
  ],
  ['projections', (client) => client.createProjection('p', 'fromAll()')],
])('refuses %s as not implemented', async (_what, work) => {
  expect(String(await failureOf(work(store.client())))).toContain('UNIMPLEMENTED');
});

it('can be discovered like a cluster of one', async () => {
  const { host } = new URL(store.url());
  const client = EventStoreDBClient.connectionString(`esdb+discover://${host}?tls=false`);
  const result = await client.appendToStream(newStream(), happened(0));
  expect(result.success).toBe(true);
  await client.dispose();
});
