import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.js';
import { exampleFlow, inSeconds, order } from '../support/example-flow.js';
import { needsEmbedded } from '../support/given-servers.js';
import { createCall } from '../support/http-client.js';
import {
  caughtMails,
  type Leadline,
  startInVain,
  startLeadline,
  temporaryFolder,
} from '../support/leadline.js';

const subjects = async (leadline: Leadline): Promise<readonly string[]> => {
  const mails = await caughtMails(leadline);
  return mails.map(({ subject }) => subject);
};

const sent = (leadline: Leadline, count: number): Promise<readonly string[]> =>
  eventually(async () => {
    const found = await subjects(leadline);
    return found.length >= count ? found : undefined;
  });

describe('killed between two steps of a run', { timeout: 120_000 }, () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  const runUntilFirstMail = async (
    delay: string,
  ): Promise<{ readonly leadId: string; readonly key: string }> => {
    const leadline = await startLeadline(folder.path);
    const call = createCall(leadline.url, leadline.key);
    await call('POST', '/v1/products', { productId: 'X', name: 'X' });
    const flow = exampleFlow({ hookUrl: `${leadline.catcherUrl}/hooks/orders`, delay, at: inSeconds(3600) });
    expect((await call('POST', '/v1/flows', flow)).status).toBe(201);
    const { body } = await call('POST', '/v1/events', order('ada@example.com', 'Ada'));
    await sent(leadline, 1);
    // The mail is out before its outcome is in the log: the kill must come after both.
    await eventually(async () => {
      const { items } = (await call('GET', `/v1/leads/${body.items[0].leadId}/history?limit=200`)).body;
      return items.some(({ type }: { type: string }) => type === 'NoteMade') || undefined;
    });
    await leadline.kill();
    return { leadId: body.items[0].leadId, key: leadline.key };
  };

  const expectOnce = async (leadId: string): Promise<void> => {
    const leadline = await startLeadline(folder.path);
    const call = createCall(leadline.url, leadline.key);
    expect(await sent(leadline, 2)).toEqual(['Your order, Ada', 'next product']);
    const run = await eventually(async () => {
      const { items } = (await call('GET', `/v1/leads/${leadId}/runs`)).body;
      const { body } = await call('GET', `/v1/runs/${items[0].runId}`);
      return body.steps[2].status === 'succeeded' ? body : undefined;
    });
    expect(run.steps[2].startedAt >= run.steps[2].dueAt).toBe(true);
    expect(await leadline.stop()).toBe(0);
    const again = await startLeadline(folder.path);
    expect(await subjects(again)).toEqual(['Your order, Ada', 'next product']);
    await again.stop();
  };

  test('a step that falls due after the restart happens once, on time', async () => {
    const { leadId, key } = await runUntilFirstMail('PT6S');
    expect(key).toMatch(/^ll_/);
    await expectOnce(leadId);
  });

  test('a step that fell due meanwhile happens once, at once', async () => {
    const { leadId } = await runUntilFirstMail('PT3S');
    const due = Date.now() + 3000;
    await eventually(async () => (Date.now() > due ? true : undefined));
    await expectOnce(leadId);
  });
});

describe('starting', { timeout: 120_000 }, () => {
  test('a secret whose file is not there is named', async () => {
    const { code, errors } = await startInVain({ ENCRYPTION_KEY_FILE: '/nowhere/key' });
    expect(code).toBe(78);
    expect(errors).toContain('ENCRYPTION_KEY_FILE names a file that cannot be read: ENOENT');
  });

  test('a wrong variable is named, and so is the next one', async () => {
    const { code, errors } = await startInVain({ PORT: 'eighty', MONGODB_URL: 'localhost' });
    expect(code).toBe(78);
    expect(errors).toContain('PORT must be a port from 0 to 65535');
    expect(errors).toContain('MONGODB_URL must be a URL that begins with mongodb://');
  });

  describe('a second time', () => {
    needsEmbedded('EVENTSTORE_URL', 'is about its folder');

    test('on the same folder says who has it', async () => {
      const folder = await temporaryFolder();
      const leadline = await startLeadline(folder.path);
      const { code, errors } = await startInVain({ DATA_DIR: folder.path });
      expect(code).toBe(1);
      expect(errors).toMatch(/pid|process/i);
      await leadline.stop();
      await folder.remove();
    });
  });
});
