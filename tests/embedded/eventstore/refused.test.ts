import {
  EventStoreDBClient,
  persistentSubscriptionToAllSettingsFromDefaults,
  persistentSubscriptionToStreamSettingsFromDefaults,
} from '@eventstore/db-client';
import { MonitoringClient } from '@eventstore/db-client/generated/monitoring_grpc_pb.js';
import monitoring from '@eventstore/db-client/generated/monitoring_pb.js';
import { UsersClient } from '@eventstore/db-client/generated/users_grpc_pb.js';
import users from '@eventstore/db-client/generated/users_pb.js';
import { credentials } from '@grpc/grpc-js';
import { expect, it } from 'vitest';
import { needsEmbedded } from '../../support/given-servers.js';
import { failureOf, happened, newStream, runStore } from './running-store.js';

needsEmbedded('EVENTSTORE_URL', 'is about what the embedded one does not have');

const store = runStore();
const client = () => store.client();
const toStream = persistentSubscriptionToStreamSettingsFromDefaults();
const toAll = persistentSubscriptionToAllSettingsFromDefaults();
const firstOf = async (subscription: AsyncIterable<unknown>): Promise<unknown> => {
  for await (const event of subscription) return event;
  return undefined;
};

const persistent: [string, () => Promise<unknown>][] = [
  ['create', () => client().createPersistentSubscriptionToStream('s', 'group', toStream)],
  ['create to $all', () => client().createPersistentSubscriptionToAll('group', toAll)],
  ['update', () => client().updatePersistentSubscriptionToStream('s', 'group', toStream)],
  ['update to $all', () => client().updatePersistentSubscriptionToAll('group', toAll)],
  ['delete', () => client().deletePersistentSubscriptionToStream('s', 'group')],
  ['delete to $all', () => client().deletePersistentSubscriptionToAll('group')],
  ['subscribe', () => firstOf(client().subscribeToPersistentSubscriptionToStream('s', 'group'))],
  ['subscribe to $all', () => firstOf(client().subscribeToPersistentSubscriptionToAll('group'))],
  ['list', () => client().listAllPersistentSubscriptions()],
  ['list of a stream', () => client().listPersistentSubscriptionsToStream('s')],
  ['info', () => client().getPersistentSubscriptionToStreamInfo('s', 'group')],
  ['info of $all', () => client().getPersistentSubscriptionToAllInfo('group')],
  ['replay', () => client().replayParkedMessagesToStream('s', 'group')],
  ['replay of $all', () => client().replayParkedMessagesToAll('group')],
  ['restart', () => client().restartPersistentSubscriptionSubsystem()],
];

const projections: [string, () => Promise<unknown>][] = [
  ['create', () => client().createProjection('p', 'fromAll()', { trackEmittedStreams: true })],
  ['update', () => client().updateProjection('p', 'fromAll()')],
  ['enable', () => client().enableProjection('p')],
  ['disable', () => client().disableProjection('p')],
  ['reset', () => client().resetProjection('p')],
  ['delete', () => client().deleteProjection('p')],
  ['status', () => client().getProjectionStatus('p')],
  ['state', () => client().getProjectionState('p')],
  ['result', () => client().getProjectionResult('p')],
  ['list', () => client().listProjections()],
  ['restart', () => client().restartSubsystem()],
];

it.each([
  ...persistent.map((one) => [...one, 'persistent subscriptions'] as const),
  ...projections.map((one) => [...one, 'projections'] as const),
])('refuses %s as not implemented', async (_what, work, missing) => {
  expect(await failureOf(work())).toMatchObject({
    code: 12,
    message: `12 UNIMPLEMENTED: The embedded EventStoreDB has no ${missing}.`,
  });
});

it('refuses users and statistics, which only the protocol knows', async () => {
  const { host } = new URL(store.url());
  const insecure = credentials.createInsecure();
  const userClient = new UsersClient(host, insecure);
  const monitoringClient = new MonitoringClient(host, insecure);
  const answers = [
    () =>
      new Promise((_, reject) => {
        userClient.create(new users.CreateReq(), reject);
      }),
    () => firstOf(monitoringClient.stats(new monitoring.StatsReq())),
    () => firstOf(userClient.details(new users.DetailsReq())),
  ];
  for (const answer of answers) expect(await failureOf(answer())).toMatchObject({ code: 12 });
  userClient.close();
  monitoringClient.close();
});

it('can be discovered like a cluster of one', async () => {
  const { host } = new URL(store.url());
  const discovering = EventStoreDBClient.connectionString(`esdb+discover://${host}?tls=false`);
  const result = await discovering.appendToStream(newStream(), happened(0));
  expect(result.success).toBe(true);
  await discovering.dispose();
});
