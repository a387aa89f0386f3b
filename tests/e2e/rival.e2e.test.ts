import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningMongo, startMongo } from '../../embedded/mongodb/server.js';
import { rivalOf } from '../runtime/use-mongodb.js';
import { eventually } from '../support/eventually.js';
import { exampleFlow, inSeconds, order } from '../support/example-flow.js';
import { createCall } from '../support/http-client.js';
import { caughtMails, startLeadline, temporaryFolder } from '../support/leadline.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let mongo: RunningMongo;
let rival: MongoClient;
let beaten: Set<string>;

beforeEach(async () => {
  folder = await temporaryFolder();
  beaten = new Set();
  const beat = rivalOf(() => rival);
  mongo = await startMongo({
    directory: `${folder.path}/mongodb`,
    onUpsertMiss: (miss) => {
      beaten.add(miss.namespace);
      return beat(miss);
    },
  });
  rival = await MongoClient.connect(mongo.url);
});
afterEach(async () => {
  await rival.close();
  await mongo.stop();
  await folder.remove();
});

test('a run happens once where another client is faster at every upsert', { timeout: 120_000 }, async () => {
  const leadline = await startLeadline(folder.path, { MONGODB_URL: mongo.url });
  const call = createCall(leadline.url, leadline.key);
  await call('POST', '/v1/products', { productId: 'X', name: 'X' });
  const flow = exampleFlow({
    hookUrl: `${leadline.catcherUrl}/hooks/orders`,
    delay: 'PT2S',
    at: inSeconds(3600),
  });
  expect((await call('POST', '/v1/flows', flow)).status).toBe(201);
  const { body } = await call('POST', '/v1/events', order('ada@example.com', 'Ada'));
  const { leadId } = body.items[0];
  const run = await eventually(async () => {
    const { items } = (await call('GET', `/v1/leads/${leadId}/runs`)).body;
    const { body } = await call('GET', `/v1/runs/${items[0].runId}`);
    return body.steps[2].status === 'succeeded' ? body : undefined;
  });
  expect(run.flowId).toBeDefined();
  const mails = await caughtMails(leadline);
  expect(mails.map(({ subject }) => subject)).toEqual(['Your order, Ada', 'next product']);
  const beatenIn = ['checkpoints', 'read_models', 'agendaJobs'].map((name) => `leadline.${name}`);
  expect([...beaten]).toEqual(
    expect.arrayContaining([...beatenIn, expect.stringMatching(/^leadline\.leads_v\d+/)]),
  );
  expect(await leadline.stop()).toBe(0);
});
