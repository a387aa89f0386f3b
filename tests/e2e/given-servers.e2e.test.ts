import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startInChild as startEventStore } from '../embedded/eventstore/server-process.js';
import { startInChild as startMongodb } from '../embedded/mongodb/server-process.js';
import { eventually } from '../support/eventually.js';
import { withDatabase } from '../support/given-servers.js';
import { createCall } from '../support/http-client.js';
import { type Leadline, startInVain, startLeadline, temporaryFolder } from '../support/leadline.js';

type Folder = Awaited<ReturnType<typeof temporaryFolder>>;

/** Has a lead registered, and gives its id once the read models have it. */
const registerLead = async ({ url, key }: Leadline, email: string): Promise<string> => {
  const call = createCall(url, key);
  const event = { type: 'form-submitted', lead: { email }, data: { formId: 'order', fields: {} } };
  const { body, status } = await call('POST', '/v1/events', event);
  expect(status).toBe(202);
  const [{ leadId }] = body.items;
  await eventually(async () => (await call('GET', `/v1/leads/${leadId}`)).status === 200 || undefined);
  return leadId;
};

/** A port where nobody listens. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

describe('on given servers', { timeout: 120_000 }, () => {
  let servers: Folder;
  let data: Folder;
  let eventStore: Awaited<ReturnType<typeof startEventStore>>;
  let mongodb: Awaited<ReturnType<typeof startMongodb>>;
  beforeAll(async () => {
    servers = await temporaryFolder();
    eventStore = await startEventStore(join(servers.path, 'events'));
    mongodb = await startMongodb(join(servers.path, 'documents'));
  });
  afterAll(async () => {
    await eventStore.kill();
    await mongodb.kill();
    await servers.remove();
  });
  beforeEach(async () => {
    data = await temporaryFolder();
  });
  afterEach(() => data.remove());

  const databaseUrl = (name: string): string => withDatabase(mongodb.url, name);
  const streamIds = async (): Promise<readonly string[]> => {
    const client = EventStoreDBClient.connectionString(eventStore.url);
    const ids: string[] = [];
    for await (const { event } of client.readAll()) if (event !== undefined) ids.push(event.streamId);
    await client.dispose();
    return ids;
  };
  const leadIdsIn = async (name: string): Promise<readonly unknown[]> => {
    const client = new MongoClient(mongodb.url);
    const collections = await client.db(name).listCollections().toArray();
    const leads = collections.map((one) => one.name).find((one) => /^leads_v\d+$/.test(one)) ?? 'none';
    const docs = await client.db(name).collection(leads).find().toArray();
    await client.close();
    return docs.map(({ _id }) => _id);
  };

  test('the two URLs alone switch over: nothing embedded is started, no folder of it made', async () => {
    const given = {
      EVENTSTORE_URL: eventStore.url,
      EVENTSTORE_STREAM_PREFIX: '',
      MONGODB_URL: mongodb.url,
    };
    const leadline = await startLeadline(data.path, given);
    expect(leadline.banner).toMatch(/EventStoreDB +as configured/);
    expect(leadline.banner).toMatch(/MongoDB +as configured/);
    const leadId = await registerLead(leadline, 'ada@example.com');
    expect(await leadline.stop()).toBe(0);
    const folders = await readdir(data.path);
    expect(folders).not.toContain('eventstore');
    expect(folders).not.toContain('mongodb');
    const otherKey = { ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') };
    const refused = await startInVain({ DATA_DIR: data.path, ...given, ...otherKey });
    expect(refused.errors).toMatch(/Leadline cannot start: .* is the encryption key another one\?/);
    expect(await streamIds()).toContain(`lead-${leadId}`);
    expect(await leadIdsIn('leadline')).toContain(leadId);
  });

  test('several share them, each with a prefix and a database of its own', async () => {
    const other = await temporaryFolder();
    const [live, staging] = await Promise.all([
      startLeadline(data.path, {
        EVENTSTORE_URL: eventStore.url,
        EVENTSTORE_STREAM_PREFIX: 'live.',
        MONGODB_URL: databaseUrl('live'),
      }),
      startLeadline(other.path, {
        EVENTSTORE_URL: eventStore.url,
        EVENTSTORE_STREAM_PREFIX: 'staging.',
        MONGODB_URL: databaseUrl('staging'),
      }),
    ]);
    const adas = await registerLead(live, 'ada@example.com');
    const bobs = await registerLead(staging, 'bob@example.com');
    expect((await createCall(live.url, live.key)('GET', `/v1/leads/${bobs}`)).status).toBe(404);
    await Promise.all([live.stop(), staging.stop()]);
    expect(await streamIds()).toEqual(expect.arrayContaining([`live.lead-${adas}`, `staging.lead-${bobs}`]));
    expect(await leadIdsIn('live')).toEqual([adas]);
    expect(await leadIdsIn('staging')).toEqual([bobs]);
    await other.remove();
  });

  test('one may be given and the other embedded', async () => {
    const given = {
      EVENTSTORE_URL: eventStore.url,
      EVENTSTORE_STREAM_PREFIX: 'half.',
      MONGODB_URL: '',
    };
    const first = await startLeadline(data.path, given);
    await registerLead(first, 'ada@example.com');
    expect(await first.stop()).toBe(0);
    expect(await readdir(data.path)).toContain('mongodb');
    expect(await readdir(data.path)).not.toContain('eventstore');

    const other = await temporaryFolder();
    const second = await startLeadline(other.path, {
      EVENTSTORE_URL: '',
      EVENTSTORE_STREAM_PREFIX: '',
      MONGODB_URL: databaseUrl('half'),
    });
    await registerLead(second, 'ada@example.com');
    expect(await second.stop()).toBe(0);
    expect(await readdir(other.path)).toContain('eventstore');
    expect(await readdir(other.path)).not.toContain('mongodb');
    await other.remove();
  });

  test('servers that are started later are waited for', async () => {
    const later = await temporaryFolder();
    const [port, eventsPort, documentsPort] = [await freePort(), await freePort(), await freePort()];
    const starting = startLeadline(data.path, {
      PORT: String(port),
      EVENTSTORE_URL: `esdb://admin:geheim@127.0.0.1:${eventsPort}?tls=false`,
      MONGODB_URL: `mongodb://127.0.0.1:${documentsPort}`,
    });
    const { status } = await eventually(() => createCall(`http://127.0.0.1:${port}`, '')('GET', '/readyz'));
    expect(status).toBe(503);
    const events = await startEventStore(join(later.path, 'events'), { port: eventsPort });
    const documents = await startMongodb(join(later.path, 'documents'), { port: documentsPort });
    const leadline = await starting;
    await registerLead(leadline, 'ada@example.com');
    expect(leadline.banner).toContain(
      `waiting for EventStoreDB (esdb://<credentials>@127.0.0.1:${eventsPort}?tls=false)`,
    );
    expect(leadline.banner).not.toContain('geheim');
    expect(await leadline.stop()).toBe(0);
    await events.kill();
    await documents.kill();
    await later.remove();
  });

  test('servers that go away are answered for with 503, and are found again', async () => {
    const restarted = await temporaryFolder();
    const [eventsIn, documentsIn] = [join(restarted.path, 'events'), join(restarted.path, 'documents')];
    let events = await startEventStore(eventsIn);
    let documents = await startMongodb(documentsIn);
    const leadline = await startLeadline(data.path, {
      EVENTSTORE_URL: events.url,
      EVENTSTORE_STREAM_PREFIX: '',
      MONGODB_URL: documents.url,
    });
    const call = createCall(leadline.url, leadline.key);
    const leadId = await registerLead(leadline, 'ada@example.com');
    await documents.kill();
    const away = { type: '/problems/unavailable', detail: 'A server that Leadline needs does not answer.' };
    const got = await call('GET', '/v1/leads');
    expect(got).toMatchObject({ status: 503, body: away });
    await events.kill();
    const command = { type: 'add-tag', tag: 'vip' };
    expect(await call('POST', `/v1/leads/${leadId}/commands`, command)).toMatchObject({
      status: 503,
      body: away,
    });
    events = await startEventStore(eventsIn, { port: events.port });
    documents = await startMongodb(documentsIn, { port: documents.port });
    await eventually(async () => (await call('GET', '/readyz')).status === 200 || undefined, 30_000);
    expect((await call('POST', `/v1/leads/${leadId}/commands`, command)).status).toBe(200);
    await registerLead(leadline, 'bob@example.com');
    expect(await leadline.stop()).toBe(0);
    await events.kill();
    await documents.kill();
    await restarted.remove();
  });

  test.each([
    ['EventStoreDB', 'EVENTSTORE_URL', 'esdb://admin:geheim@127.0.0.1:PORT?tls=false', /UNAVAILABLE/],
    ['MongoDB', 'MONGODB_URL', 'mongodb://admin:geheim@127.0.0.1:PORT/leadline', /ECONNREFUSED/],
  ])('%s that does not come is named, without its credentials', async (name, variable, url, reason) => {
    const { code, errors, output } = await startInVain({
      DATA_DIR: data.path,
      CONNECT_TIMEOUT: '1',
      [variable]: url.replace('PORT', String(await freePort())),
    });
    expect(code).toBe(1);
    expect(errors).toContain(`${name} (${url.replace('admin:geheim', '<credentials>').split('PORT')[0]}`);
    expect(errors).toMatch(reason);
    expect(errors + output).not.toContain('geheim');
  });

  test.each([
    ['EVENTSTORE_URL', 'esdb://admin:geheim@127.0.0.1:2113?tsl=false', 78],
    ['EVENTSTORE_URL', 'esdb://admin:geheim@127.0.0.1:2113?tls=perhaps', 1],
    ['EVENTSTORE_URL', 'esdb://admin:geheim@127.0.0.1:2113?tlsCaFile=/nowhere/ca.crt', 1],
    ['MONGODB_URL', 'mongodb://admin:geheim@127.0.0.1:27017/?tsl=true', 1],
    ['MONGODB_URL', 'mongodb://admin:ge/heim@127.0.0.1:27017', 1],
    ['MONGODB_URL', 'mongodb://admin:geheim@127.0.0.1:27017/admin', 1],
  ])('a wrong %s is named, without its credentials: %s', async (variable, url, expected) => {
    const { code, errors, output } = await startInVain({ DATA_DIR: data.path, [variable]: url });
    expect(code).toBe(expected);
    expect(errors).toContain(variable);
    expect(errors + output).not.toMatch(/ge\/?heim/);
  });
});
