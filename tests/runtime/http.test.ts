import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Config, readConfig } from '../../runtime/config.js';
import { startServers } from '../../runtime/embedded.js';
import { createApi, openHttp } from '../../runtime/http.js';
import { createLog } from '../../runtime/log.js';
import { createTestPorts } from '../api/support/api.js';
import { createCall } from '../support/http-client.js';
import { temporaryFolder } from '../support/leadline.js';
import { useMongodb } from './use-mongodb.js';

const freshDb = useMongodb();

const configure = (environment: Readonly<Record<string, string>>): Config => {
  const read = readConfig({
    PORT: '0',
    CATCHER_SMTP_PORT: '0',
    CATCHER_HTTP_PORT: '0',
    TWILIO_STAND_IN_PORT: '0',
    TRAINING_JET_STAND_IN_PORT: '0',
    ...environment,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.config;
};

const start = async (config: Config, waitingFor: () => string | undefined = () => undefined) => {
  const { ports } = await createTestPorts();
  const http = await openHttp(config);
  http.serve(await createApi({ ...ports, waitingFor, db: freshDb(), log: createLog('silent') }));
  return http;
};

describe('the HTTP server', () => {
  it('says where it is, and answers when MongoDB does and the read models are there', async () => {
    let ready = false;
    const http = await start(configure({}), () => (ready ? undefined : 'catching up'));
    const call = createCall(http.url, '');
    expect(await call('GET', '/readyz')).toMatchObject({
      status: 503,
      body: { checks: { mongodb: 'ok', 'read-models': 'catching up' } },
    });
    ready = true;
    expect((await call('GET', '/readyz')).status).toBe(200);
    await http.stop();
    await expect(call('GET', '/readyz')).rejects.toThrow('fetch failed');
  });
});

describe('a port that is taken', () => {
  let other: Server;
  let taken: string;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
    other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const address = other.address();
    taken = String(typeof address === 'object' ? address?.port : address);
  });
  afterEach(async () => {
    await new Promise((done) => other.close(done));
    await folder.remove();
  });

  const embed = (environment: Readonly<Record<string, string>>) =>
    startServers(
      configure({
        DATA_DIR: folder.path,
        EVENTSTORE_URL: 'esdb://127.0.0.1:1',
        MONGODB_URL: 'mongodb://127.0.0.1:1',
        ...environment,
      }),
      'http://127.0.0.1:1',
      { log: createLog('silent'), onFailure: () => undefined },
    );

  it('says that PORT is to be set', async () => {
    await expect(start(configure({ PORT: taken }))).rejects.toThrow(
      `the port ${taken} is taken: set PORT to another one`,
    );
  });

  it.each(['CATCHER_SMTP_PORT', 'CATCHER_HTTP_PORT'])('says that %s is to be set', async (variable) => {
    await expect(embed({ [variable]: taken })).rejects.toThrow(
      `the port ${taken} is taken: set ${variable} to another one`,
    );
  });
});
