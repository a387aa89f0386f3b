import { writeFile } from 'node:fs/promises';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readModels } from '../../projections/index.js';
import { collectionName } from '../../projections/read-model.js';
import { collections } from '../../runtime/archive/collections.js';
import { readHead } from '../../runtime/event-store.js';
import { connectEventStore } from '../../runtime/own-log.js';
import { startInChild as startEventStore } from '../embedded/eventstore/server-process.js';
import { startInChild as startMongodb } from '../embedded/mongodb/server-process.js';
import { embedded, runCli, startCli } from '../support/cli.js';
import { eventually } from '../support/eventually.js';
import { needsEmbedded, withDatabase } from '../support/given-servers.js';
import { type Call, createCall } from '../support/http-client.js';
import {
  caughtMails,
  type Leadline,
  startInVain,
  startLeadline,
  temporaryFolder,
} from '../support/leadline.js';

type Folder = Awaited<ReturnType<typeof temporaryFolder>>;

const flow = {
  flowId: 'welcome',
  activate: true,
  name: 'Welcome',
  trigger: { type: 'form-submitted', formId: 'signup' },
  steps: [
    { action: { type: 'add-tag', tag: 'welcomed' }, when: { type: 'immediately' } },
    {
      action: { type: 'send-email', subject: 'Hello {{ contact.firstName }}', text: 'First.' },
      when: { type: 'immediately' },
      conditions: { type: 'attribute', attribute: 'firstName', op: 'exists' },
    },
    {
      action: { type: 'send-email', subject: 'Again {{ contact.firstName }}', text: 'Second.' },
      when: { type: 'delay', delay: 'PT45S' },
      conditions: { type: 'attribute', attribute: 'firstName', op: 'exists' },
    },
  ],
};

const signup = (name: string, fields: object) => ({
  type: 'form-submitted',
  lead: { email: `${name}@example.com` },
  data: { formId: 'signup', fields },
});

/** They share the servers with others. */
const prefix = 'moved.';
const database = 'moved';

/** How many events were copied, and how many of them were there before. */
const countsIn = (out: string): readonly number[] =>
  (/(\d+) events, (\d+) of which were there before/.exec(out) ?? []).slice(1).map(Number);

describe('a Leadline that moves to other servers', { timeout: 240_000 }, () => {
  needsEmbedded('EVENTSTORE_URL', 'moves out of a folder');
  needsEmbedded('MONGODB_URL', 'moves out of a folder');

  const folders: Folder[] = [];
  const newFolder = async (): Promise<string> => {
    const folder = await temporaryFolder();
    folders.push(folder);
    return folder.path;
  };
  let source: string;
  let target: string;
  let leadline: Leadline;
  let moved: Leadline;
  let call: Call;
  let key: string;
  let eventStore: Awaited<ReturnType<typeof startEventStore>>;
  let mongodb: Awaited<ReturnType<typeof startMongodb>>;

  /** `leadline export` from the running one; the addresses are told by variables, which nobody sees. */
  const environment = () => ({
    DATA_DIR: source,
    LEADLINE_URL: leadline.url,
    TARGET_EVENTSTORE_URL: eventStore.url,
    TARGET_EVENTSTORE_STREAM_PREFIX: prefix,
    TARGET_MONGODB_URL: withDatabase(mongodb.url, database),
  });
  const servers = () => ({
    EVENTSTORE_URL: eventStore.url,
    EVENTSTORE_STREAM_PREFIX: prefix,
    MONGODB_URL: withDatabase(mongodb.url, database),
  });
  const settled = async (): Promise<void> => {
    await eventually(async () => {
      const { body } = await call('POST', '/v1/segments/count', { segment: { everyone: true } });
      const tagged = await call('POST', '/v1/segments/count', {
        segment: { conditions: { type: 'has-tag', tag: 'welcomed' } },
      });
      return body.count > 0 && body.count === tagged.body.count ? true : undefined;
    }, 60_000);
  };
  const storyOf = async (email: string) => {
    const { items } = (await call('GET', `/v1/leads?email=${email}`)).body;
    const { body } = await call('GET', `/v1/leads/${items[0].leadId}/history?limit=200`);
    return body.items.map(({ position: _, ...event }: { readonly position: number }) => event);
  };

  beforeAll(async () => {
    source = await newFolder();
    target = await newFolder();
    eventStore = await startEventStore(await newFolder());
    mongodb = await startMongodb(await newFolder());
    leadline = await startLeadline(source, embedded);
    key = leadline.key;
    call = createCall(leadline.url, key);
    expect((await call('POST', '/v1/flows', flow)).status).toBe(201);
    const many = Array.from({ length: 400 }, (_, no) => signup(`lead${no}`, {}));
    expect((await call('POST', '/v1/events', many)).status).toBeLessThan(300);
    await settled();
  }, 120_000);
  afterAll(async () => {
    await leadline?.kill();
    await moved?.kill();
    await eventStore?.kill();
    await mongodb?.kill();
    for (const { remove } of folders) await remove();
  });

  test('and whose export is killed in the middle is not started there', async () => {
    const client = connectEventStore(eventStore.url, prefix);
    const { child, ended } = startCli(environment(), 'export');
    await eventually(async () => ((await readHead(client)) > 0 ? true : undefined));
    child.kill('SIGKILL');
    await client.dispose();
    expect(countsIn((await ended).out)).toEqual([]);
    const refused = await startInVain({ DATA_DIR: await newFolder(), ...servers() });
    expect(refused.errors).toContain('has not ended');
  });

  test('goes on where it was, and adds what has come since, without a duplicate', async () => {
    const resumed = await runCli(environment(), 'export', '--data-dir', target);
    expect(resumed).toMatchObject({ code: 0, errors: '' });
    const [all = 0, before = 0] = countsIn(resumed.out);
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(all);

    for (const name of ['Ada', 'Bob'])
      await call('POST', '/v1/events', signup(name.toLowerCase(), { firstName: name }));
    await eventually(async () => ((await caughtMails(leadline)).length === 2 ? true : undefined));
    const added = await runCli(environment(), 'export', '--data-dir', target);
    expect(countsIn(added.out)[1]).toBe(all);
    expect(countsIn(added.out)[0]).toBeGreaterThan(all);
  });

  test('goes on there after its last export, made when it had stopped, and sends nothing twice', async () => {
    await settled();
    const stories = [await storyOf('ada@example.com'), await storyOf('lead7@example.com')];
    expect(await leadline.stop()).toBe(0);
    const last = await runCli(environment(), 'export', '--offline', '--data-dir', target);
    expect(last).toMatchObject({ code: 0, errors: '' });

    moved = await startLeadline(target, servers());
    expect(moved.key).toBe(key);
    call = createCall(moved.url, key);
    expect([await storyOf('ada@example.com'), await storyOf('lead7@example.com')]).toEqual(stories);
    const subjects = async () => (await caughtMails(moved)).map(({ subject }) => subject).sort();
    await eventually(async () => ((await subjects()).length >= 2 ? true : undefined), 90_000);
    expect(await subjects()).toEqual(['Again Ada', 'Again Bob']);
    const verified = await runCli(
      { DATA_DIR: target, LEADLINE_URL: moved.url },
      'projections',
      'verify',
      'leads',
      'runs',
    );
    expect(verified).toMatchObject({ code: 0, errors: '' });
  });

  test('takes nothing more there once it has run there', async () => {
    const refused = await runCli(environment(), 'export', '--offline');
    expect(refused).toMatchObject({ code: 2, errors: expect.stringContaining('already run') });
  });

  test('has no collection of which nobody has decided what becomes of it', async () => {
    const client = await MongoClient.connect(mongodb.url);
    const there = await client.db(database).listCollections().toArray();
    await client.close();
    const known = new Set([
      ...Object.keys(collections),
      ...Object.values(readModels).map((model) => collectionName(model)),
    ]);
    const names = there.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['agendaJobs', 'subject_keys', 'checkpoints', 'read_models']),
    );
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });

  test('comes back from there into a folder of its own', async () => {
    const folder = await newFolder();
    const file = `${folder}/back.leadline`;
    await moved.stop();
    const forgotten = await runCli({ DATA_DIR: target }, 'backup', file, '--offline');
    expect(forgotten).toMatchObject({ code: 2, errors: expect.stringContaining('set EVENTSTORE_URL') });
    // The address may be in a file, as it may when Leadline starts.
    const { EVENTSTORE_URL, ...others } = servers();
    const named = { EVENTSTORE_URL_FILE: `${folder}/eventstore-url` };
    await writeFile(named.EVENTSTORE_URL_FILE, `${EVENTSTORE_URL}\n`);
    const backup = await runCli({ DATA_DIR: target, ...others, ...named }, 'backup', file, '--offline');
    expect(backup).toMatchObject({ code: 0, errors: '' });
    const restored = await runCli({}, 'restore', file, '--data-dir', `${folder}/data`);
    expect(restored).toMatchObject({ code: 0, errors: '' });
    const stories = await readFrom(target, servers());
    expect(await readFrom(`${folder}/data`)).toEqual(stories);
  });

  /** What a Leadline in a folder knows of two leads; it is stopped again. */
  const readFrom = async (folder: string, more: Readonly<Record<string, string>> = embedded) => {
    const started = await startLeadline(folder, more);
    call = createCall(started.url, key);
    try {
      return [await storyOf('ada@example.com'), await storyOf('lead7@example.com')];
    } finally {
      await started.stop();
    }
  };

  test('never shows a password', async () => {
    const hidden = {
      TARGET_EVENTSTORE_URL: 'esdb://admin:h1dden@127.0.0.1:1?tls=false&maxDiscoverAttempts=1',
    };
    const failed = await runCli({ DATA_DIR: source, ...hidden }, 'export', '--offline', '--data-dir', target);
    expect(failed).toMatchObject({ code: 2, errors: expect.stringContaining('has not answered') });
    expect(`${failed.out}${failed.errors}`).not.toContain('h1dden');
    const wrong = {
      TARGET_EVENTSTORE_URL: 'esdb://admin:h1dden@[',
      TARGET_MONGODB_URL: 'mongodb://me:h1dden@',
    };
    const refused = await runCli({ DATA_DIR: source, ...wrong }, 'export', '--offline');
    expect(refused).toMatchObject({ code: 2, errors: expect.stringContaining('--to: ') });
    expect(`${refused.out}${refused.errors}`).not.toContain('h1dden');
  });
});
