import { beforeEach, describe, expect, it } from 'vitest';
import type { Append } from '../../commands/event-log.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import type { LeadId } from '../../domain/codecs/ids.js';
import { Tag } from '../../domain/codecs/values.js';
import { refusal } from '../support/recording-gateways.js';
import { ann, form, hasTag, hook, immediately, mail, note, onForm } from '../support/steps.js';
import { createVirtualLeadline, startOfTime, type VirtualLeadline } from '../support/virtual-leadline.js';
import { startProcess } from '../support/virtual-process.js';

let leadline: VirtualLeadline;
beforeEach(() => {
  leadline = createVirtualLeadline();
});

const enter = async (...steps: readonly object[]): Promise<LeadId> => {
  await leadline.flow('flow', { trigger: onForm('a'), steps });
  return leadline.happens('form-submitted', ann, form('a'));
};
/** A lead with a mail that is due and that nobody has sent yet. */
const due = async (more: object = {}): Promise<LeadId> => {
  const steps = [{ action: mail('Hi'), when: immediately, ...more }];
  await leadline.flow('flow', { trigger: onForm('a'), steps });
  const [outcome] = await leadline.report({ type: 'form-submitted', lead: ann, data: form('a') });
  if (outcome?.status !== 'accepted') throw new Error('not accepted');
  await leadline.process().react(leadline.log.all());
  return outcome.leadId;
};
const stepOf = async (leadId: LeadId) => (await leadline.runOf(leadId)).steps[0];
const typesFrom = async (leadId: LeadId, type: string) => {
  const types = await leadline.typesOf(leadId);
  return types.slice(types.indexOf(type));
};

describe('a refusal that may pass', () => {
  it('is tried again later with the same Message-ID, until it is accepted', async () => {
    leadline.gateways.answerNext(refusal('transient'), refusal('transient'));
    const lead = await enter({ action: mail('Hi'), when: immediately });
    expect(await stepOf(lead)).toMatchObject({
      status: 'scheduled',
      dueAt: expect.stringMatching(/^2026-03-02T08:00:1[0-2]\./),
      attempts: 1,
      delays: [{ reason: { code: 'transient-code', message: 'The provider says transient.' } }],
    });
    await leadline.advance('PT13S');
    expect((await stepOf(lead))?.dueAt).toMatch(/^2026-03-02T08:01:[12]\d\./);
    await leadline.advance('PT75S');
    expect(await stepOf(lead)).toMatchObject({ status: 'succeeded', attempts: 3 });
    const ids = leadline.gateways.emails.map(({ messageId }) => messageId);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
    expect((await leadline.typesOf(lead)).filter((type) => type === 'EmailSent')).toHaveLength(1);
  });

  it('is tried seven times more over 21 to 26 hours, and then fails with the words of the provider', async () => {
    leadline.gateways.answerNext(...Array.from({ length: 20 }, () => refusal('transient', 'busy')));
    const lead = await enter({ action: hook, when: immediately });
    await leadline.advance('P7D');
    const step = await stepOf(lead);
    expect(step).toMatchObject({
      status: 'failed',
      attempts: 8,
      reason: { code: 'busy', message: 'The provider says transient.' },
    });
    expect(step?.delays).toHaveLength(7);
    const hours = (Date.parse(step?.endedAt ?? '') - Date.parse(startOfTime)) / 3_600_000;
    expect(hours).toBeGreaterThan(20.6);
    expect(hours).toBeLessThan(25.8);
    expect(new Set(leadline.gateways.webhooks.map(({ webhookId }) => webhookId)).size).toBe(1);
    expect(await leadline.runOf(lead)).toMatchObject({ status: 'completed' });
  });

  it('holds up nobody behind it', async () => {
    leadline.gateways.answerNext(refusal('transient'));
    const lead = await enter(
      { action: mail('Hi'), when: immediately },
      { action: note('x'), when: immediately },
    );
    expect((await leadline.runOf(lead)).steps.map(({ status }) => status)).toEqual([
      'scheduled',
      'succeeded',
    ]);
  });

  it('is evaluated again before the next try', async () => {
    leadline.gateways.answerNext(refusal('transient'));
    const lead = await enter({ action: mail('Hi'), when: immediately, conditions: { not: hasTag('gone') } });
    await leadline.commands().requestAction(lead, { type: 'add-tag', tag: 'gone' }, leadline.cause());
    await leadline.advance('P1D');
    expect(leadline.gateways.emails).toHaveLength(1);
    const run = leadline.models.runs.all().find(({ origin }) => origin.kind === 'flow');
    expect(run?.steps[0]?.status).toBe('skipped');
  });
});

describe('a final answer', () => {
  it('of refusal ends the step at once, with the words of the provider', async () => {
    leadline.gateways.answerNext(refusal('permanent', 'no-such-user'));
    const lead = await enter({ action: mail('Hi'), when: immediately });
    await leadline.advance('P7D');
    expect(leadline.gateways.emails).toHaveLength(1);
    expect(await stepOf(lead)).toMatchObject({
      status: 'failed',
      reason: { code: 'no-such-user', message: 'The provider says permanent.' },
    });
    expect(await leadline.typesOf(lead)).not.toContain('EmailSent');
  });

  it('that never came is an unknown outcome, and is not tried again', async () => {
    leadline.gateways.answerNext(refusal('unknown', 'broken'));
    const lead = await enter({ action: mail('Hi'), when: immediately });
    await leadline.advance('P7D');
    expect(leadline.gateways.emails).toHaveLength(1);
    expect(await stepOf(lead)).toMatchObject({ status: 'outcome-unknown', reason: { code: 'broken' } });
    expect(await leadline.runOf(lead)).toMatchObject({ status: 'completed' });
  });

  it('stands in the log behind the start, with what was sent', async () => {
    const lead = await enter({ action: mail('Hi'), when: immediately });
    expect(await typesFrom(lead, 'StepStarted')).toEqual([
      'StepStarted',
      'EmailSent',
      'StepSucceeded',
      'FlowFinished',
    ]);
    const sent = (await leadline.history(lead)).find(({ type }) => type === 'EmailSent');
    expect(sent?.data).toMatchObject({ to: 'ann@example.com', subject: 'Hi', response: '250 OK 1' });
  });
});

describe('what happens to the lead meanwhile', () => {
  it('during the sending is kept, and so is the outcome', async () => {
    leadline.gateways.whenSent(async () => {
      await leadline.report({ type: 'form-submitted', lead: ann, data: form('b', { city: 'Ulm' }) });
    });
    const lead = await enter({ action: mail('Hi'), when: immediately });
    expect(await stepOf(lead)).toMatchObject({ status: 'succeeded', attempts: 1 });
    expect(leadline.gateways.emails).toHaveLength(1);
    expect(await leadline.typesOf(lead)).toContain('EmailSent');
  });

  it('between evaluation and append leads to a fresh evaluation', async () => {
    const { world } = leadline;
    const leadId = await due({ conditions: { not: hasTag('gone') } });
    const command = { type: 'AddTag', tag: decodeOrThrow(Tag, 'gone') } as const;
    const other = startProcess(world);
    const starts: number[] = [];
    const append: Append = async (stream, expected, events) => {
      if (events.some(({ event }) => event.type === 'StepStarted') && starts.push(1) === 1)
        await other.commands.repositories.leads.execute(leadId, [{ command, cause: leadline.cause() }]);
      return world.log.append(stream, expected, events);
    };
    await startProcess(world, { append }).commands.runDueSteps(leadId);
    expect(starts).toHaveLength(1);
    expect(leadline.gateways.emails).toEqual([]);
    expect((await leadline.typesOf(leadId)).slice(-3)).toEqual(['TagAdded', 'StepSkipped', 'FlowFinished']);
  });
});

describe('two runners of one lead', () => {
  it('in one process do not send twice', async () => {
    const leadId = await due();
    const { runDueSteps } = leadline.commands();
    await Promise.all([1, 2, 3].map(() => runDueSteps(leadId)));
    expect(leadline.gateways.emails).toHaveLength(1);
  });

  it('in two processes do not send twice', async () => {
    const leadId = await due();
    const processes = [1, 2, 3].map(() => startProcess(leadline.world));
    await Promise.all(processes.map(({ commands }) => commands.runDueSteps(leadId)));
    expect(leadline.gateways.emails).toHaveLength(1);
    const types = await leadline.typesOf(leadId);
    expect(types.filter((type) => type === 'StepStarted')).toHaveLength(1);
  });
});

describe('an evaluation', () => {
  it('names the revision on which it was made: replaying to there gives the same facts', async () => {
    const lead = await enter({ action: mail('Hi'), when: immediately, conditions: { not: hasTag('gone') } });
    const history = await leadline.history(lead);
    const started = history.find(({ type }) => type === 'StepStarted');
    const { leadRevision } = (await stepOf(lead))?.evaluation ?? {};
    expect(leadRevision).toBe((started?.revision ?? 0) - 1);
    expect(started?.data).toMatchObject({ evaluation: { leadRevision } });
  });
});
