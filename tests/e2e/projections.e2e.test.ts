import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openMongodb } from '../../runtime/mongodb.js';
import { order } from '../support/example-flow.js';
import { givenTo } from '../support/given-servers.js';
import { createCall } from '../support/http-client.js';
import { type Leadline, startLeadline, temporaryFolder } from '../support/leadline.js';

const cli = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

describe('the command leadline projections', { timeout: 120_000 }, () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let leadline: Leadline;

  /** Runs the built command as a user would; gives what it says and with what it ends. */
  const run = (
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly code: number | null; readonly out: string; readonly errors: string }> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [cli, ...args], {
        env: { ...process.env, DATA_DIR: folder.path, LEADLINE_URL: leadline.url, ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let out = '';
      let errors = '';
      child.stdout.on('data', (chunk) => {
        out += String(chunk);
      });
      child.stderr.on('data', (chunk) => {
        errors += String(chunk);
      });
      child.once('close', (code) => resolve({ code, out, errors }));
    });

  beforeAll(async () => {
    folder = await temporaryFolder();
    leadline = await startLeadline(folder.path);
    const call = createCall(leadline.url, leadline.key);
    const answer = await call('POST', '/v1/events', order('ada@example.com', 'Ada'));
    const position = answer.headers.get('leadline-position') ?? '';
    await call('GET', '/v1/leads', undefined, { 'leadline-wait-for': position });
  }, 120_000);
  afterAll(async () => {
    await leadline.stop();
    await folder.remove();
  });

  test('rebuilds, and lists what there is', async () => {
    const rebuilt = await run(['projections', 'rebuild', 'leads']);
    expect(rebuilt).toMatchObject({ code: 0, errors: '' });
    expect(rebuilt.out).toContain('leads: rebuilt\n');
    const { out } = await run(['projections', 'list']);
    expect(out).toMatch(/^leads +v\d+ +1 documents +up to date$/m);
  });

  test('verifies, and ends with 1 when it finds a difference', async () => {
    expect(await run(['projections', 'verify', 'leads'])).toMatchObject({ code: 0 });
    const [, embedded = ''] = /MongoDB +(mongodb:\S+)/.exec(leadline.banner) ?? [];
    const url = givenTo(folder.path)['MONGODB_URL'] || embedded;
    const { client, db } = openMongodb(url);
    const call = createCall(leadline.url, leadline.key);
    const { collection } = (await call('GET', '/v1/projections/leads')).body;
    await db.collection(collection).updateOne({}, { $set: { 'lead.attributes.firstName': 'Eve' } });
    await client.close();
    const { code, out } = await run(['projections', 'verify', 'leads']);
    expect(code).toBe(1);
    expect(out).toContain('1 documents, 1 with a difference');
    expect(out).toContain('lead.attributes.firstName: live "Eve", fresh "Ada"');
  });

  test('says what is wrong with what was asked, and ends with 2', async () => {
    const cases = [
      [['projections', 'rebuild'], 'give the names of read models, or --all'],
      [['projections', 'rebuild', 'nothing'], 'This read model does not exist.'],
      [['--api-key', 'wrong', 'projections', 'list'], 'Give a key with --api-key or LEADLINE_API_KEY.'],
      [['--url', 'http://127.0.0.1:1', 'projections', 'list'], 'does not answer at http://127.0.0.1:1'],
    ] as const;
    for (const [args, said] of cases) {
      const { code, errors } = await run(args);
      expect(errors).toContain(said);
      expect(code).toBe(2);
    }
  });
});
