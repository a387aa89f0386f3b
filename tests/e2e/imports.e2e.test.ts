import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../support/eventually.js';
import { createCall } from '../support/http-client.js';
import { type Leadline, startLeadline, temporaryFolder } from '../support/leadline.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const lines = 1500;
const patience = 120_000;
const file = `id,mail,city\n${Array.from({ length: lines }, (_, no) => `${no},lead-${no}@example.com,"Rome\nItaly"\n`).join('')}`;
const plan = {
  importId: 'fair',
  format: 'csv',
  mapping: [
    { column: 'id', to: { kind: 'externalId' } },
    { column: 'mail', to: { kind: 'email' } },
    { column: 'city', to: { kind: 'attribute', attribute: 'city' } },
  ],
  onExisting: 'update',
};

const send = async ({ url, key }: Leadline): Promise<number> => {
  const response = await fetch(`${url}/v1/imports/fair/file`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
    body: file,
  });
  return response.status;
};

const importOf = async ({ url, key }: Leadline) =>
  (await createCall(url, key)('GET', '/v1/imports/fair')).body;

test('an import that is killed in the middle goes on at the next start, and every lead is there once', {
  timeout: 300_000,
}, async () => {
  const first = await startLeadline(folder.path);
  const call = createCall(first.url, first.key);
  expect((await call('POST', '/v1/imports', plan)).status).toBe(201);
  expect(await send(first)).toBe(200);
  expect((await call('POST', '/v1/imports/fair/start')).status).toBe(200);
  await eventually(
    async () => ((await importOf(first)).import?.counts.created >= 500 ? true : undefined),
    patience,
  );
  await first.kill();

  const second = await startLeadline(folder.path);
  const done = await eventually(async () => {
    const found = await importOf(second);
    return found.status === 'completed' ? found : undefined;
  }, patience);
  const total = { bytes: file.length, lines: lines * 2 + 1 };
  expect(done.import).toMatchObject({
    counts: { created: lines, updated: 0, unchanged: 0, skipped: 0, faulty: 0 },
    done: total,
    total,
    secondsLeft: 0,
  });
  const everyone = { segment: { everyone: true } };
  expect((await createCall(second.url, second.key)('POST', '/v1/segments/count', everyone)).body.count).toBe(
    lines,
  );
  const [lead] = (await createCall(second.url, second.key)('GET', '/v1/leads?externalId=1234')).body.items;
  const history = await createCall(second.url, second.key)('GET', `/v1/leads/${lead.leadId}/history`);
  expect(history.body.items.map(({ type }: { type: string }) => type)).toEqual([
    'LeadRegistered',
    'AttributesSet',
  ]);
  expect(await second.stop()).toBe(0);
});
