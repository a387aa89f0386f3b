import { beforeEach, describe, expect, it } from 'vitest';
import { ann, delay, form, immediately, mail, note, onForm } from '../support/steps.js';
import { createVirtualLeadline, type VirtualLeadline } from '../support/virtual-leadline.js';

let leadline: VirtualLeadline;
beforeEach(async () => {
  leadline = createVirtualLeadline();
  await leadline.flow('flow', {
    trigger: onForm('a'),
    steps: [
      { action: note('now'), when: immediately },
      { action: mail('later'), when: delay('P1D') },
    ],
  });
});
const enter = () => leadline.happens('form-submitted', ann, form('a'));

describe('cancelling a run', () => {
  it('cancels what has not begun: nothing of it happens, and the run says why', async () => {
    const lead = await enter();
    const { runId } = await leadline.runOf(lead);
    const position = await leadline.commands().cancelRun(lead, runId, leadline.cause());
    expect(position).toBe(leadline.log.all().at(-1)?.position);
    await leadline.advance('P9D');
    const run = await leadline.runOf(lead);
    expect(run.status).toBe('cancelled');
    expect(run.steps.map(({ status, reason }) => [status, reason?.code])).toEqual([
      ['succeeded', undefined],
      ['cancelled', 'cancelled-by-hand'],
    ]);
    expect(leadline.gateways.emails).toEqual([]);
  });

  it('a second time, or when it is over, changes nothing', async () => {
    const lead = await enter();
    const { runId } = await leadline.runOf(lead);
    await leadline.advance('P9D');
    const before = leadline.log.all().length;
    expect(await leadline.commands().cancelRun(lead, runId, leadline.cause())).toBeUndefined();
    expect(leadline.log.all()).toHaveLength(before);
    expect(leadline.gateways.emails).toHaveLength(1);
  });

  it('lets the lead enter again', async () => {
    const lead = await enter();
    const { runId } = await leadline.runOf(lead);
    await leadline.commands().cancelRun(lead, runId, leadline.cause());
    await enter();
    expect((await leadline.runsOf(lead)).map(({ status }) => status)).toEqual(['cancelled', 'active']);
  });
});
