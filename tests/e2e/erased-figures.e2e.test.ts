import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.js';
import { type Call, createCall } from '../support/http-client.js';
import { type Leadline, startLeadline, temporaryFolder } from '../support/leadline.js';

const everyone = { name: 'All', segment: { everyone: true } };
const tag = { type: 'add-tag', tag: 'told' };
// Nobody listens there: it is tried again in a minute.
const unheard = { type: 'webhook', url: 'http://127.0.0.1:9/' };

describe('leads that are erased while something is under way', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let leadline: Leadline;
  let call: Call;
  beforeAll(async () => {
    folder = await temporaryFolder();
    leadline = await startLeadline(folder.path);
    call = createCall(leadline.url, leadline.key);
  });
  afterAll(async () => {
    await leadline.stop();
    await folder.remove();
  });

  const broadcast = async (broadcastId: string) => (await call('GET', `/v1/broadcasts/${broadcastId}`)).body;
  const funnel = async () => (await call('GET', '/v1/flows/welcome/stats')).body.items[0];
  const membersOf = async (broadcastId: string) =>
    (await call('GET', `/v1/broadcasts/${broadcastId}/members`)).body.items.map(
      ({ outcome }: { outcome: string }) => outcome,
    );

  /** Waits until no more than what was erased is missing from the read models. */
  const settled = () =>
    eventually(async () => {
      const [{ active }, { status }] = [await funnel(), await broadcast('unheard')];
      return active === 0 && status === 'completed' ? true : undefined;
    });

  const figures = async () => ({ welcome: await funnel(), told: (await broadcast('told')).progress });

  test('hold up neither a flow nor a broadcast, and stay counted', async () => {
    const step = { action: { type: 'add-tag', tag: 'late' }, when: { type: 'delay', delay: 'P1D' } };
    const trigger = { type: 'lead-registered' };
    await call('POST', '/v1/flows', {
      flowId: 'welcome',
      activate: true,
      name: 'Welcome',
      trigger,
      steps: [step],
    });
    const leads = [];
    for (const email of ['ada@example.com', 'grace@example.com'])
      leads.push((await call('POST', '/v1/leads', { email })).body.leadId);
    await eventually(async () => ((await funnel())?.active === 2 ? true : undefined));
    await call('POST', '/v1/broadcasts', { ...everyone, broadcastId: 'told', action: tag });
    await eventually(async () => ((await broadcast('told')).status === 'completed' ? true : undefined));
    await call('POST', '/v1/broadcasts', { ...everyone, broadcastId: 'unheard', action: unheard });
    await eventually(async () => {
      const { progress } = await broadcast('unheard');
      return progress.requested === 2 ? true : undefined;
    });

    for (const leadId of leads) expect((await call('DELETE', `/v1/leads/${leadId}`)).status).toBe(200);

    await settled();
    expect(await figures()).toMatchObject({
      welcome: { entered: 2, active: 0, cancelled: 2, steps: [{ scheduled: 0, cancelled: 2 }] },
      told: { requested: 2, done: 2, outcomes: [{ outcome: 'succeeded', count: 2 }] },
    });
    expect((await broadcast('unheard')).progress).toMatchObject({ requested: 2, done: 2 });
    for (const id of ['told', 'unheard']) expect(await membersOf(id)).toEqual(['erased', 'erased']);
  });

  test('are counted alike in read models that are built anew', async () => {
    for (const name of ['broadcasts', 'flow_figures']) {
      expect((await call('POST', `/v1/projections/${name}/verify`)).status).toBe(202);
      const verified = await eventually(async () => {
        const { verify } = (await call('GET', `/v1/projections/${name}`)).body;
        return verify?.endedAt === undefined ? undefined : verify;
      });
      expect(verified).toMatchObject({ status: 'done', differences: 0 });
    }
  });
});
