import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.js';
import { needsEmbedded } from '../support/given-servers.js';
import { createCall } from '../support/http-client.js';
import { type Leadline, startLeadline, temporaryFolder } from '../support/leadline.js';

const folders = fileURLToPath(new URL('../fixtures/data-folders/', import.meta.url));

/**
 * Data folders as earlier versions left them: a lead that sent the form of a flow, was written to and tagged, and waits for
 * a note in the year 2100. A version that is published gets a folder of its own here, and none is ever changed.
 */
describe.each(['main-job', 'all-actions'])('the data folder of the version “%s”', (version) => {
  needsEmbedded('EVENTSTORE_URL', 'is about what is in data folders');
  needsEmbedded('MONGODB_URL', 'is about what is in data folders');
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let leadline: Leadline;
  let key: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
    await cp(join(folders, version), folder.path, { recursive: true });
    leadline = await startLeadline(folder.path);
    key = (await readFile(join(folder.path, 'admin-api-key'), 'utf8')).trim();
  }, 120_000);
  afterEach(async () => {
    await leadline.stop();
    await folder.remove();
  });

  test('is opened by this one: nothing is lost, it goes on, and what it holds can be erased', async () => {
    const call = createCall(leadline.url, key);
    const get = async (path: string) => (await call('GET', path)).body;
    const [lead] = (await get('/v1/leads?email=ada@example.com')).items;
    expect(lead).toMatchObject({ attributes: { firstName: 'Ada', city: 'Bonn' }, tags: ['welcomed'] });
    const path = `/v1/leads/${lead.leadId}`;
    const { items: history } = await get(`${path}/history?limit=100`);
    expect(history.map(({ type }: { type: string }) => type)).toEqual([
      'LeadRegistered',
      'FormSubmitted',
      'AttributesSet',
      'FlowEntered',
      ...['StepScheduled', 'StepScheduled', 'StepScheduled'],
      'StepStarted',
      'EmailSent',
      'StepSucceeded',
      'TagAdded',
      'StepSucceeded',
    ]);
    expect(history[8].data).toMatchObject({ to: 'ada@example.com', connectionId: 'default' });
    const [run] = (await get(`${path}/runs`)).items;
    expect(run).toMatchObject({ status: 'active', steps: [{}, {}, { status: 'scheduled' }] });
    expect((await get('/v1/flows/welcome/stats')).items).toMatchObject([{ entered: 1 }]);

    const again = { type: 'form-submitted', lead: { email: 'ada@example.com' } };
    await call('POST', '/v1/events', { ...again, data: { formId: 'other', fields: { city: 'Köln' } } });
    await eventually(async () => {
      const { attributes } = await get(path);
      return attributes.city === 'Köln' ? true : undefined;
    });
    expect((await call('DELETE', path)).status).toBe(200);
    expect((await call('GET', path)).status).toBe(410);
  }, 120_000);
});
