import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startInChild as startEventStore } from '../embedded/eventstore/server-process.js';
import { startInChild as startMongodb } from '../embedded/mongodb/server-process.js';
import { eventually } from '../support/eventually.js';
import { createCall } from '../support/http-client.js';
import { startInVain, startLeadline, temporaryFolder } from '../support/leadline.js';

const { cert, private: key } = generate([{ name: 'commonName', value: 'localhost' }], {
  keySize: 2048,
  days: 2,
  extensions: [
    { name: 'basicConstraints', cA: true },
    { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
  ],
});

/** Speaks TLS before a server that does not. */
const startTls = async (url: string): Promise<{ readonly port: number; readonly server: Server }> => {
  const inside = Number(new URL(url).port);
  const server = createServer({ cert, key, ALPNProtocols: ['h2'] }, (outer) => {
    const inner = connect(inside, '127.0.0.1');
    outer.pipe(inner).pipe(outer);
    for (const [one, other] of [
      [outer, inner],
      [inner, outer],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, server };
};

describe('servers with TLS and users in their connection strings', { timeout: 120_000 }, () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let stop: () => Promise<void>;
  let authority: string;
  let ports: { readonly events: number; readonly documents: number };
  beforeAll(async () => {
    folder = await temporaryFolder();
    authority = join(folder.path, 'ca.crt');
    await writeFile(authority, cert);
    const eventStore = await startEventStore(join(folder.path, 'events'));
    const mongodb = await startMongodb(join(folder.path, 'documents'));
    const events = await startTls(eventStore.url);
    const documents = await startTls(mongodb.url);
    ports = { events: events.port, documents: documents.port };
    stop = async () => {
      events.server.close();
      documents.server.close();
      await eventStore.kill();
      await mongodb.kill();
      await folder.remove();
    };
  });
  afterAll(() => stop());

  test('are spoken to with the certificates that are named', async () => {
    const data = await temporaryFolder();
    const leadline = await startLeadline(data.path, {
      EVENTSTORE_URL: `esdb://admin:geheim@localhost:${ports.events}?tlsCaFile=${authority}`,
      EVENTSTORE_STREAM_PREFIX: '',
      MONGODB_URL: `mongodb://localhost:${ports.documents}/?tls=true&tlsCAFile=${authority}&directConnection=true`,
    });
    const call = createCall(leadline.url, leadline.key);
    const { body } = await call('POST', '/v1/leads', { externalId: 'ada' });
    await eventually(async () => (await call('GET', `/v1/leads/${body.leadId}`)).status === 200 || undefined);
    expect(await leadline.stop()).toBe(0);
    await data.remove();
  });

  test.each([
    ['EventStoreDB', () => ({ EVENTSTORE_URL: `esdb://admin:geheim@localhost:${ports.events}` })],
    ['MongoDB', () => ({ MONGODB_URL: `mongodb://localhost:${ports.documents}/?tls=true` })],
  ])('%s with a certificate that nobody vouches for is not spoken to', async (name, environment) => {
    const data = await temporaryFolder();
    const { code, errors } = await startInVain({
      DATA_DIR: data.path,
      EVENTSTORE_URL: '',
      MONGODB_URL: '',
      CONNECT_TIMEOUT: '1',
      ...environment(),
    });
    expect(code).toBe(1);
    expect(errors).toContain(`Leadline cannot start: ${name} (`);
    expect(errors).toMatch(/certificate/i);
    expect(errors).not.toContain('geheim');
    await data.remove();
  });
});
