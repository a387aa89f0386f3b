import { beforeEach, describe, expect, it } from 'vitest';
import type { LeadId } from '../../domain/codecs/ids.js';
import {
  ann,
  delay,
  delayAfterPrevious,
  form,
  hook,
  immediately,
  mail,
  note,
  onForm,
} from '../support/steps.js';
import { createVirtualLeadline, type VirtualLeadline } from '../support/virtual-leadline.js';

let leadline: VirtualLeadline;
beforeEach(() => {
  leadline = createVirtualLeadline();
});

const enter = async (...steps: readonly object[]): Promise<LeadId> => {
  await leadline.flow('flow', { trigger: onForm('a'), steps });
  return leadline.happens('form-submitted', ann, form('a'));
};

/** Enters, and the process dies while the first message is on its way. */
const enterAndDie = async (...steps: readonly object[]): Promise<LeadId> => {
  await leadline.flow('flow', { trigger: onForm('a'), steps });
  leadline.gateways.answerNext('dies');
  const [outcome] = await leadline.report({ type: 'form-submitted', lead: ann, data: form('a') });
  if (outcome?.status !== 'accepted') throw new Error('not accepted');
  await expect(leadline.quiet()).rejects.toThrow('the process died here');
  leadline.restart();
  leadline.world.jobs.clear();
  await leadline.quiet();
  return outcome.leadId;
};

/** As at a start: whatever was started before now has no process any more. */
const reconcile = async (): Promise<void> => {
  leadline.clock.advance('PT1S');
  await leadline.process().reconcile(leadline.clock.now());
  await leadline.quiet();
};
const statuses = async (lead: LeadId) => (await leadline.runOf(lead)).steps.map(({ status }) => status);

describe('a wake-up that was lost', () => {
  it('is scheduled again from the log', async () => {
    const lead = await enter({ action: note('x'), when: delay('P1D') });
    leadline.world.jobs.clear();
    leadline.restart();
    await reconcile();
    expect(leadline.world.jobs.size).toBe(1);
    await leadline.advance('P2D');
    const [step] = (await leadline.runOf(lead)).steps;
    expect(step).toMatchObject({ status: 'succeeded', endedAt: '2026-03-03T08:00:00.000Z' });
  });

  it('whose time is over meanwhile is made up for at once', async () => {
    const lead = await enter(
      { action: mail('next product'), when: delay('P1D') },
      { action: note('x'), when: delay('P2D') },
    );
    leadline.world.jobs.clear();
    leadline.clock.advance('P5D');
    leadline.restart();
    await reconcile();
    expect(await statuses(lead)).toEqual(['succeeded', 'succeeded']);
    expect(leadline.gateways.emails).toHaveLength(1);
  });

  it('is found among what is overdue alone, once it is', async () => {
    const lead = await enter({ action: note('x'), when: delay('P1D') });
    leadline.world.jobs.clear();
    leadline.restart();
    const lookAtOverdue = async (): Promise<void> => {
      await leadline.process().reconcile(leadline.clock.now(), leadline.clock.now());
      await leadline.quiet();
    };
    await lookAtOverdue();
    expect([leadline.world.jobs.size, await statuses(lead)]).toEqual([0, ['scheduled']]);
    leadline.clock.advance('P2D');
    await lookAtOverdue();
    expect(await statuses(lead)).toEqual(['succeeded']);
  });

  it('costs nothing to look for: nothing is appended when all is well', async () => {
    await enter({ action: note('x'), when: delay('P1D') });
    const before = leadline.log.all().length;
    await reconcile();
    await reconcile();
    expect(leadline.log.all()).toHaveLength(before);
  });
});

describe('a step that was started and has no outcome', () => {
  it('is not run again by whoever wakes the lead', async () => {
    const lead = await enterAndDie({ action: mail('Hi'), when: immediately });
    await leadline.commands().runDueSteps(lead);
    await leadline.advance('P1D');
    expect(await statuses(lead)).toEqual(['started']);
    expect(leadline.gateways.emails).toHaveLength(1);
  });

  it('is left to a person when it is a mail', async () => {
    const lead = await enterAndDie({ action: mail('Hi'), when: immediately });
    await reconcile();
    await leadline.advance('P1D');
    const run = await leadline.runOf(lead);
    expect(run).toMatchObject({ status: 'completed' });
    expect(run.steps[0]).toMatchObject({ status: 'outcome-unknown', reason: { code: 'interrupted' } });
    expect(leadline.gateways.emails).toHaveLength(1);
  });

  it('is tried again with the same id when it is a webhook', async () => {
    const lead = await enterAndDie({ action: hook, when: immediately });
    await reconcile();
    expect(await statuses(lead)).toEqual(['succeeded']);
    const ids = leadline.gateways.webhooks.map(({ webhookId }) => webhookId);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
    expect((await leadline.typesOf(lead)).filter((type) => type === 'StepRetryScheduled')).toHaveLength(1);
  });

  it('sets the next one going, which counts from its end', async () => {
    const lead = await enterAndDie(
      { action: mail('Hi'), when: immediately },
      { action: note('x'), when: delayAfterPrevious('PT1H') },
    );
    leadline.clock.advance('PT1H');
    await reconcile();
    expect(await statuses(lead)).toEqual(['outcome-unknown', 'scheduled']);
    await leadline.advance('PT1H');
    expect(await statuses(lead)).toEqual(['outcome-unknown', 'succeeded']);
  });

  it('is left alone while its process may still be at it', async () => {
    const lead = await enterAndDie({ action: hook, when: immediately });
    await leadline.process().reconcile(leadline.clock.now());
    await leadline.quiet();
    expect(await statuses(lead)).toEqual(['started']);
    expect(leadline.gateways.webhooks).toHaveLength(1);
  });

  it('is settled once, however often one looks', async () => {
    const lead = await enterAndDie({ action: mail('Hi'), when: immediately });
    await reconcile();
    const before = leadline.log.all().length;
    await reconcile();
    await reconcile();
    expect(leadline.log.all()).toHaveLength(before);
    expect(await statuses(lead)).toEqual(['outcome-unknown']);
  });

  it('takes the outcome that comes after all before it was given up', async () => {
    const lead = await enterAndDie({ action: mail('Hi'), when: immediately });
    const { runId } = await leadline.runOf(lead);
    const command = { type: 'CompleteStep', runId, stepNo: 0, effects: [], result: null } as const;
    await leadline.commands().repositories.leads.execute(lead, [{ command, cause: leadline.cause() }]);
    await reconcile();
    expect(await statuses(lead)).toEqual(['succeeded']);
  });
});
