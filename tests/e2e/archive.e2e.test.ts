import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { embedded, runCli } from '../support/cli.js';
import { eventually } from '../support/eventually.js';
import { needsEmbedded } from '../support/given-servers.js';
import { type Call, createCall } from '../support/http-client.js';
import { caughtMails, type Leadline, startLeadline, temporaryFolder } from '../support/leadline.js';

type Folder = Awaited<ReturnType<typeof temporaryFolder>>;

const flow = {
  flowId: 'welcome',
  activate: true,
  name: 'Welcome',
  trigger: { type: 'form-submitted', formId: 'signup' },
  steps: [
    {
      action: { type: 'send-email', subject: 'Hello {{ contact.firstName }}', text: 'First.' },
      when: { type: 'immediately' },
    },
    { action: { type: 'add-tag', tag: 'welcomed' }, when: { type: 'immediately' } },
    {
      action: { type: 'send-email', subject: 'Again {{ contact.firstName }}', text: 'Second.' },
      when: { type: 'delay', delay: 'PT25S' },
    },
  ],
};

const welcomed = { conditions: { type: 'has-tag', tag: 'welcomed' } };

const signup = (name: string) => ({
  type: 'form-submitted',
  eventId: `signup-${name}`,
  lead: { email: `${name.toLowerCase()}@example.com` },
  data: { formId: 'signup', fields: { firstName: name } },
});

/** What a lead has in its history, oldest first, without its places in the log; and the hashes that prove it. */
const storyOf = async (url: string, key: string, leadId: string) => {
  const { body } = await createCall(url, key)('GET', `/v1/leads/${leadId}/history?limit=200`);
  const answer = await fetch(`${url}/v1/leads/${leadId}/history/export`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const lines = (await answer.text()).trimEnd().split('\n');
  const events = body.items.map(({ position: _, ...event }: { readonly position: number }) => event);
  return { events, hashes: lines.flatMap((line) => JSON.parse(line).event?.hash ?? []) };
};

describe('a backup of a Leadline that runs, restored into an empty folder', { timeout: 240_000 }, () => {
  needsEmbedded('EVENTSTORE_URL', 'restores into a folder');
  needsEmbedded('MONGODB_URL', 'restores into a folder');

  let source: Folder;
  let target: Folder;
  let backups: Folder;
  let file: string;
  let call: Call;
  let key: string;
  let clientKey: string;
  let reportId: string;
  let importAnswer: unknown;
  let erased: string;
  const leads = new Map<string, string>();
  const stories = new Map<string, Awaited<ReturnType<typeof storyOf>>>();
  let written: readonly string[];
  let backup: Awaited<ReturnType<typeof runCli>>;
  let leadline: Leadline | undefined;
  let restored: Leadline;

  const ask = async (path: string) => (await call('GET', path)).body;
  const signUp = async (name: string): Promise<void> => {
    const { body } = await call('POST', '/v1/events', signup(name));
    leads.set(name, body.items[0].leadId);
  };

  /** Everything that there is to be kept, in the Leadline that is backed up. */
  const fill = async (leadline: Leadline): Promise<void> => {
    expect((await call('POST', '/v1/flows', flow)).status).toBe(201);
    for (const name of ['Ada', 'Bob', 'Eve']) await signUp(name);
    await eventually(async () => ((await caughtMails(leadline)).length === 3 ? true : undefined));
    await eventually(async () => {
      const { body } = await call('POST', '/v1/segments/count', { segment: welcomed });
      return body.count === 3 ? true : undefined;
    });
    await call('POST', '/v1/segments', { segmentId: 'welcomed', name: 'Welcomed', ...welcomed });
    erased = leads.get('Eve') ?? '';
    leads.delete('Eve');
    expect((await call('DELETE', `/v1/leads/${erased}`)).status).toBe(200);
    await call('POST', '/v1/imports', {
      importId: 'fair',
      format: 'csv',
      onExisting: 'update',
      mapping: [{ column: 'mail', to: { kind: 'email' } }],
    });
    const sent = await fetch(`${leadline.url}/v1/imports/fair/file`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
      body: 'mail\nimported@example.com\n',
    });
    expect(sent.status).toBeLessThan(300);
    clientKey = (await call('POST', '/v1/api-keys', { name: 'Shop', role: 'client' })).body.key;
    importAnswer = (await call('POST', '/v1/leads', { externalId: 'once' }, { 'idempotency-key': 'once-1' }))
      .body;
    reportId = (
      await call('POST', '/v1/segments/past', {
        segment: welcomed,
        at: new Date().toISOString(),
      })
    ).body.reportId;
    await eventually(async () =>
      (await ask(`/v1/reports/${reportId}`)).status === 'done' ? true : undefined,
    );
  };

  /** Takes the backup while other events come in; gives the names of the leads. */
  const backUp = async (leadline: Leadline) => {
    const running = runCli({ DATA_DIR: source.path }, '--url', leadline.url, 'backup', file);
    let isOver = false;
    void running.then(() => {
      isOver = true;
    });
    const told: string[] = [];
    for (let no = 1; !isOver || no <= 3; no += 1) {
      const name = `During${no}`;
      await signUp(name);
      told.push(name);
    }
    return { ended: await running, told };
  };

  beforeAll(async () => {
    source = await temporaryFolder();
    target = await temporaryFolder();
    backups = await temporaryFolder();
    file = join(backups.path, 'backup.gz');
    leadline = await startLeadline(source.path, embedded);
    key = leadline.key;
    call = createCall(leadline.url, key);
    await fill(leadline);
    const { ended, told } = await backUp(leadline);
    backup = ended;
    written = told;
    for (const leadId of leads.values()) stories.set(leadId, await storyOf(leadline.url, key, leadId));
    await leadline.kill();
  }, 120_000);
  afterAll(async () => {
    await leadline?.kill();
    await restored?.kill();
    await source.remove();
    await target.remove();
    await backups.remove();
  });

  test('is one file that only its owner may read, and tells where its key is', async () => {
    expect(backup).toMatchObject({ code: 0, errors: '' });
    expect(backup.out).toContain(`${file}.key`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(`${file}.key`)).mode & 0o777).toBe(0o600);
    expect(await readFile(`${file}.key`, 'utf8')).toBe(
      await readFile(join(source.path, 'encryption-key'), 'utf8'),
    );
  });

  test('is refused with another key, and by a Leadline before it is whole', async () => {
    const other = join(backups.path, 'other-key');
    await writeFile(other, Buffer.alloc(32, 7).toString('base64'));
    const refused = await runCli({}, 'restore', file, '--data-dir', target.path, '--key-file', other);
    expect(refused).toMatchObject({ code: 2, errors: expect.stringContaining('encryption key') });
  });

  test('restores to a Leadline that has all of it and sends nothing again', async () => {
    const done = await runCli({}, 'restore', file, '--data-dir', target.path);
    expect(done).toMatchObject({ code: 0, errors: '' });
    restored = await startLeadline(target.path, embedded);
    call = createCall(restored.url, key);
    // The admin key is the one of before.
    expect(restored.key).toBe(key);
    const subjects = async () => (await caughtMails(restored)).map(({ subject }) => subject).sort();
    const kept = [...leads].filter(([name]) => !name.startsWith('During'));
    for (const [name, leadId] of kept) {
      const before = stories.get(leadId);
      const after = await storyOf(restored.url, key, leadId);
      expect(after.events.slice(0, before?.events.length), name).toEqual(before?.events);
      expect(after.hashes.slice(0, before?.hashes.length), name).toEqual(before?.hashes);
    }
    // Of what came in meanwhile the archive has the beginning, and each of it whole.
    const during = await Promise.all(
      written.map(async (name) => (await ask(`/v1/leads?email=${name.toLowerCase()}@example.com`)).items),
    );
    const has = during.map((items) => items.length === 1);
    expect(has).toEqual(has.toSorted((left, right) => Number(right) - Number(left)));

    const firstMails = await eventually(async () => {
      const mails = await subjects();
      return mails.includes('Again Ada') && mails.includes('Again Bob') ? mails : undefined;
    }, 60_000);
    expect(firstMails.filter((subject) => /Hello (Ada|Bob)|Eve/.test(subject))).toEqual([]);
    expect(firstMails.filter((subject) => /Ada|Bob/.test(subject))).toEqual(['Again Ada', 'Again Bob']);
  });

  test('has the keys, reports, answers and files that are no events', async () => {
    expect((await createCall(restored.url, clientKey)('GET', '/v1/leads')).status).toBe(200);
    expect(await ask(`/v1/reports/${reportId}`)).toMatchObject({ status: 'done' });
    expect((await ask(`/v1/reports/${reportId}/rows`)).items).toHaveLength(2);
    const again = await call('POST', '/v1/leads', { externalId: 'once' }, { 'idempotency-key': 'once-1' });
    expect(again.body).toEqual(importAnswer);
    expect((await call('POST', '/v1/imports/fair/start')).status).toBeLessThan(300);
    await eventually(async () => ((await ask('/v1/imports/fair')).status === 'completed' ? true : undefined));
    expect((await ask('/v1/leads?email=imported@example.com')).items).toHaveLength(1);
    expect((await call('GET', `/v1/leads/${erased}`)).status).toBe(410);
  });

  test('has read models that are what the log says', async () => {
    const names = (await ask('/v1/projections')).items
      .map(({ name }: { readonly name: string }) => name)
      // Of those that count erased leads docs/operations.md says why.
      .filter((name: string) => !['unknown_references', 'broadcasts'].includes(name));
    const verified = await runCli(
      { DATA_DIR: target.path },
      '--url',
      restored.url,
      'projections',
      'verify',
      ...names,
    );
    expect(verified).toMatchObject({ code: 0, errors: '' });
  });

  test('is not restored again once Leadline has run there', async () => {
    expect(await restored.stop()).toBe(0);
    const refused = await runCli({}, 'restore', file, '--data-dir', target.path);
    expect(refused).toMatchObject({ code: 2, errors: expect.stringContaining('already run') });
  });
});
