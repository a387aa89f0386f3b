import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.js';
import { type Call, createCall } from '../support/http-client.js';
import { caughtMails, type Leadline, startLeadline, temporaryFolder } from '../support/leadline.js';

const cli = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Everything by which the lead could be recognised, each in words that stand nowhere else. */
const secrets = {
  email: 'wilhelmina.quartz@example.com',
  formerEmail: 'mina.former@example.com',
  externalId: 'crm-77-quartz',
  firstName: 'Wilhelmina',
  city: 'Quartzhausen',
  note: 'likes zirconium teapots',
  tag: 'zirconium-circle',
  sourceEventId: 'shop-quartz-1',
  phone: '+4915112345678',
};

const filesIn = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
};

/** Which of the secrets stand in which files of a folder, however they are written. */
const found = async (folder: string): Promise<readonly string[]> => {
  const finds: string[] = [];
  for (const file of await filesIn(folder)) {
    const text = (await readFile(file)).toString('latin1').toLowerCase();
    for (const [name, secret] of Object.entries(secrets))
      if (text.includes(secret.toLowerCase())) finds.push(`${name} in ${file.slice(folder.length + 1)}`);
  }
  return finds;
};

describe('a lead that is erased', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let exports: Awaited<ReturnType<typeof temporaryFolder>>;
  let leadline: Leadline;
  let call: Call;
  let leadId: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
    exports = await temporaryFolder();
    leadline = await startLeadline(folder.path);
    call = createCall(leadline.url, leadline.key);
    await call('POST', '/v1/flows', {
      flowId: 'welcome',
      activate: true,
      name: 'Welcome',
      trigger: { type: 'form-submitted', formId: 'signup' },
      steps: [
        {
          action: {
            type: 'send-email',
            subject: 'Hello {{ contact.firstName }}',
            text: 'In {{ contact.city }}?',
          },
          when: { type: 'immediately' },
          conditions: { type: 'attribute', attribute: 'city', op: 'equals', value: secrets.city },
        },
        {
          action: {
            type: 'webhook',
            url: `${leadline.catcherUrl}/hooks/welcome`,
            body: '{"name":"{{ contact.firstName }}"}',
          },
          when: { type: 'immediately' },
        },
        { action: { type: 'make-note', text: secrets.note }, when: { type: 'delay', delay: 'P1D' } },
      ],
    });
    const created = await call(
      'POST',
      '/v1/leads',
      { email: secrets.formerEmail, externalId: secrets.externalId },
      { 'idempotency-key': 'create-1' },
    );
    leadId = created.body.leadId;
    await call('POST', '/v1/events', {
      type: 'form-submitted',
      eventId: secrets.sourceEventId,
      lead: { leadId },
      data: {
        formId: 'signup',
        fields: {
          email: secrets.email,
          firstName: secrets.firstName,
          city: secrets.city,
          phone: secrets.phone,
        },
      },
    });
    await call('PATCH', `/v1/leads/${leadId}`, { attributes: { email: secrets.email } });
    for (const command of [
      { type: 'make-note', text: secrets.note },
      { type: 'send-sms', text: `Dear ${secrets.firstName}` },
    ])
      await call('POST', `/v1/leads/${leadId}/commands`, command);
    const tagged = { type: 'add-tag', tag: secrets.tag };
    await call('POST', `/v1/leads/${leadId}/commands`, tagged, { 'idempotency-key': 'tag-1' });
    await call('POST', '/v1/products', { name: 'x' }, { 'idempotency-key': `for-${secrets.email}` });
    const hello = { templateId: 'hello', name: 'Hello', subject: 'Hello {{ contact.firstName }}', text: 'x' };
    await call('POST', '/v1/templates', hello);
    await call('POST', '/v1/templates/hello/preview', { leadId }, { 'idempotency-key': 'preview-1' });
    await call('POST', '/v1/templates/hello/test', { leadId, to: 'marketing@example.com' });
    await call('POST', '/v1/imports', {
      importId: 'fair',
      format: 'csv',
      onExisting: 'update',
      mapping: [
        { column: 'mail', to: { kind: 'email' } },
        { column: 'age', to: { kind: 'attribute', attribute: 'age', as: 'number' } },
      ],
    });
    await fetch(`${leadline.url}/v1/imports/fair/file`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${leadline.key}`, 'content-type': 'text/csv' },
      body: `mail,age\nsomebody@example.com,${secrets.firstName}\n`,
    });
    await call('POST', '/v1/imports/fair/start');
    await eventually(async () => {
      const { body } = await call('GET', '/v1/imports/fair');
      return body.status === 'completed' ? true : undefined;
    });
    await call('POST', '/v1/suppressions', { address: { channel: 'sms', address: secrets.phone } });
    await eventually(async () => {
      const hooks = (await createCall(leadline.catcherUrl, '')('GET', '/hooks')).body;
      return hooks.length > 0 && (await caughtMails(leadline)).length > 1 ? true : undefined;
    });
  });
  afterAll(async () => {
    await folder.remove();
    await exports.remove();
  });

  const open = async (path: string) => (await call('GET', path)).body;

  /** The exported history, kept in a file, and what `leadline verify-export` says of it. */
  const proof = async (name: string) => {
    const answer = await fetch(`${leadline.url}/v1/leads/${leadId}/history/export`, {
      headers: { authorization: `Bearer ${leadline.key}` },
    });
    const file = join(exports.path, name);
    const text = await answer.text();
    await writeFile(file, text);
    const { publicKey } = await open('/v1/export-key');
    const verified = spawnSync(process.execPath, [cli, 'verify-export', file, '--public-key', publicKey]);
    const hashes: readonly string[] = text
      .trimEnd()
      .split('\n')
      .flatMap((line) => JSON.parse(line).event?.hash ?? []);
    return { text, file, hashes, code: verified.status, says: String(verified.stdout) };
  };

  test('is somewhere in the data folder before, in what the log keeps sealed as well', async () => {
    expect(await found(folder.path)).not.toEqual([]);
    const log = (await found(folder.path)).filter((find) => find.includes('eventstore'));
    expect(log.filter((find) => !find.startsWith('city') && !find.startsWith('note'))).toEqual([]);
  });

  test('is gone for whoever asks, with its runs', async () => {
    const { items } = await open(`/v1/leads/${leadId}/runs`);
    const before = await open(`/v1/leads/${leadId}/history?limit=200`);
    const provedBefore = await proof('before.ndjson');
    expect(provedBefore.says).toContain('whole and unchanged');
    expect(provedBefore.text).toContain(secrets.firstName);
    const erased = await call('DELETE', `/v1/leads/${leadId}`);
    expect([erased.status, erased.body.leadId]).toEqual([200, leadId]);
    expect((await call('GET', `/v1/leads/${leadId}`)).status).toBe(410);
    expect((await call('DELETE', `/v1/leads/${leadId}`)).body).toEqual(erased.body);
    expect((await call('PATCH', `/v1/leads/${leadId}`, { attributes: { a: 1 } })).status).toBe(410);
    await eventually(async () => {
      const { status } = await call('GET', `/v1/runs/${items[0].runId}`);
      return status === 404 ? true : undefined;
    });
    const after = await open(`/v1/leads/${leadId}/history?limit=200`);
    expect(after.items.slice(0, before.items.length).map(({ type }: { type: string }) => type)).toEqual(
      before.items.map(({ type }: { type: string }) => type),
    );
    expect(after.items.at(-1).type).toBe('LeadErased');
    expect((await open('/v1/imports/fair/faults')).items).toMatchObject([{ line: 2, column: 'age' }]);
    expect(JSON.stringify(after)).not.toMatch(/quartz|Wilhelmina|zirconium/i);
    const provedAfter = await proof('after.ndjson');
    expect([provedAfter.code, provedAfter.says]).toEqual([
      0,
      expect.stringMatching(/unchanged.* are erased/),
    ]);
    expect(provedAfter.text).not.toMatch(/quartz|Wilhelmina|zirconium/i);
    // The same proof as before: what it proves has only become unreadable.
    expect(provedAfter.hashes.slice(0, provedBefore.hashes.length)).toEqual(provedBefore.hashes);
    await writeFile(provedBefore.file, provedBefore.text.replaceAll(secrets.firstName, 'Gertrude'));
    const changed = spawnSync(process.execPath, [cli, 'verify-export', provedBefore.file]);
    expect([changed.status, String(changed.stdout)]).toEqual([
      1,
      expect.stringContaining('data that was changed'),
    ]);
  });

  test('is somebody new when the address comes again, and is still not called', async () => {
    const again = await call('POST', '/v1/leads', {
      externalId: 'somebody-else',
      attributes: { phone: secrets.phone },
    });
    expect(again.status).toBe(201);
    const { body } = await call('POST', `/v1/leads/${again.body.leadId}/commands`, {
      type: 'send-sms',
      text: 'x',
    });
    expect(body).toBeDefined();
    const { items } = await open('/v1/suppressions');
    expect(items).toMatchObject([{ channel: 'sms', address: '+10000000000' }]);
    expect((await call('DELETE', `/v1/leads/${again.body.leadId}`)).status).toBe(200);
    const email = await call('POST', '/v1/leads', { externalId: secrets.externalId });
    expect(email.status).toBe(201);
    expect(email.body.leadId).not.toBe(leadId);
    expect((await call('DELETE', `/v1/leads/${email.body.leadId}`)).status).toBe(200);
  });

  test('is in no file of the data folder any more, also after a restart and a rebuild', async () => {
    // What flows say is not about the lead.
    await call('DELETE', '/v1/flows/welcome');
    expect(await leadline.stop()).toBe(0);
    const finds = (await found(folder.path)).filter(
      (find) => !/^(city|note) in (eventstore|mongodb)/.test(find),
    );
    expect(finds).toEqual([]);
    const again = await startLeadline(folder.path);
    const { status } = await createCall(again.url, leadline.key)('GET', `/v1/leads/${leadId}`);
    expect(status).toBe(410);
    await again.stop();
  });
});
