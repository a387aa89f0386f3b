import { beforeEach, describe, expect, it } from 'vitest';
import type { Append } from '../../commands/event-log.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { FlowId, type LeadId } from '../../domain/codecs/ids.js';
import { Tag } from '../../domain/codecs/values.js';
import { refusal } from '../support/recording-gateways.js';
import {
  addTag,
  ann,
  delay,
  form,
  hasTag,
  immediately,
  mail,
  note,
  onDate,
  onForm,
} from '../support/steps.js';
import { createVirtualLeadline, type VirtualLeadline } from '../support/virtual-leadline.js';
import { startProcess } from '../support/virtual-process.js';

let leadline: VirtualLeadline;
beforeEach(() => {
  leadline = createVirtualLeadline();
});

const tomorrow = [{ action: note('tomorrow'), when: delay('P1D') }];
const bought = hasTag('bought');
const left = hasTag('left');

const enter = async (definition: object): Promise<LeadId> => {
  await leadline.flow('flow', { trigger: onForm('a'), steps: tomorrow, ...definition });
  return leadline.happens('form-submitted', ann, form('a'));
};
/** Changes the lead, and lets nobody know yet. */
const change = async (lead: LeadId, type: 'AddTag' | 'RemoveTag', name: string): Promise<void> => {
  const command = { type, tag: decodeOrThrow(Tag, name) } as const;
  await leadline.commands().repositories.leads.execute(lead, [{ command, cause: leadline.cause() }]);
};
const tagSilently = (lead: LeadId, name: string): Promise<void> => change(lead, 'AddTag', name);
const tag = async (lead: LeadId, name: string): Promise<void> => {
  await tagSilently(lead, name);
  await leadline.quiet();
};
const runOf = (lead: LeadId) => leadline.runOf(lead);
const ends = async (lead: LeadId) =>
  (await leadline.history(lead)).filter(
    (event) => event.type === 'FlowFinished' && event.data.outcome !== 'completed',
  );
/** A log that stops taking the ends of runs. */
const noEnds: Append = async (stream, expected, events) => {
  if (events.some(({ event }) => event.type === 'FlowFinished')) throw new Error('the process died here');
  return leadline.log.append(stream, expected, events);
};

describe('a goal', () => {
  it('ends the run when an event of the lead makes it true, and says what was found', async () => {
    const lead = await enter({ goal: bought });
    expect(await runOf(lead)).toMatchObject({ status: 'active' });
    await tag(lead, 'bought');
    const run = await runOf(lead);
    expect(run).toMatchObject({
      status: 'goal-reached',
      stopped: { code: 'goal-reached' },
      finishedAt: '2026-03-02T08:00:00.000Z',
      steps: [{ status: 'cancelled', reason: { code: 'goal-reached' } }],
      evaluation: { holds: true, explanation: { type: 'has-tag', holds: true, found: ['bought'] } },
    });
    const tagged = (await leadline.history(lead)).find(({ type }) => type === 'TagAdded');
    const [end] = await ends(lead);
    expect(run.evaluation?.leadRevision).toBeGreaterThanOrEqual(tagged?.revision ?? Number.NaN);
    expect(end?.metadata).toMatchObject({
      actor: { kind: 'flow', id: 'flow' },
      causationId: tagged?.eventId,
      lineage: ['flow'],
    });
    await leadline.advance('P9D');
    expect(await leadline.typesOf(lead)).not.toContain('NoteMade');
  });

  it('that is not reached leaves the run alone', async () => {
    const lead = await enter({ goal: bought });
    await tag(lead, 'other');
    await leadline.advance('P9D');
    expect(await runOf(lead)).toMatchObject({ status: 'completed' });
  });

  it('that was reached before the lead entered ends the run at once', async () => {
    const known = await leadline.happens('form-submitted', ann, form('other'));
    await tag(known, 'bought');
    const lead = await enter({ goal: bought, steps: [{ action: mail('welcome'), when: immediately }] });
    expect(lead).toBe(known);
    expect(await runOf(lead)).toMatchObject({ status: 'goal-reached', steps: [{ status: 'cancelled' }] });
    expect(leadline.gateways.emails).toEqual([]);
  });

  it('that a step of the run itself reaches ends it, once', async () => {
    const steps = [{ action: addTag('bought'), when: immediately }, ...tomorrow];
    const lead = await enter({ goal: bought, steps });
    await leadline.advance('P9D');
    const run = await runOf(lead);
    expect(run.status).toBe('goal-reached');
    expect(run.steps.map(({ status }) => status)).toEqual(['succeeded', 'cancelled']);
    expect(await ends(lead)).toHaveLength(1);
  });

  it('goes before the exit rule where both hold', async () => {
    const lead = await enter({ goal: bought, exit: { any: [left, bought] } });
    await tag(lead, 'bought');
    expect(await runOf(lead)).toMatchObject({ status: 'goal-reached' });
  });

  it('is that of the version that the lead entered', async () => {
    const lead = await enter({ goal: bought });
    const flowId = decodeOrThrow(FlowId, 'flow');
    const { manageFlows } = leadline.commands();
    const definition = { name: 'flow', trigger: onForm('a'), steps: tomorrow, goal: left };
    await manageFlows.revise(flowId, definition, leadline.cause());
    await manageFlows.activate(flowId, leadline.cause());
    await tag(lead, 'left');
    expect(await runOf(lead)).toMatchObject({ status: 'active' });
    await tag(lead, 'bought');
    expect(await runOf(lead)).toMatchObject({ status: 'goal-reached' });
  });

  it('ends every run of the lead that has it, and no other', async () => {
    const lead = await enter({ goal: bought, reEntry: 'every-time' });
    await leadline.flow('endless', { trigger: onForm('a'), steps: tomorrow });
    await leadline.happens('form-submitted', ann, form('a'));
    await tag(lead, 'bought');
    const runs = await leadline.runsOf(lead);
    expect(runs.map(({ status }) => status).sort()).toEqual(['active', 'goal-reached', 'goal-reached']);
  });

  it('lets the lead enter again, where the flow does', async () => {
    const lead = await enter({ goal: bought });
    await tag(lead, 'bought');
    await change(lead, 'RemoveTag', 'bought');
    await leadline.happens('form-submitted', ann, form('a'));
    const runs = await leadline.runsOf(lead);
    expect(runs.map(({ status }) => status)).toEqual(['goal-reached', 'active']);
  });
});

describe('an exit rule', () => {
  it('ends the run when it begins to hold', async () => {
    const lead = await enter({ goal: bought, exit: left });
    await tag(lead, 'left');
    expect(await runOf(lead)).toMatchObject({
      status: 'exited',
      steps: [{ status: 'cancelled', reason: { code: 'exited' } }],
    });
  });

  it('on the time is looked at before each step', async () => {
    const steps = [...tomorrow, { action: note('later'), when: delay('P3D') }];
    const lead = await enter({ exit: { not: onDate('2026-03-02') }, steps });
    await leadline.advance('PT20H');
    expect(await runOf(lead)).toMatchObject({ status: 'active' });
    await leadline.advance('P1D');
    expect(await runOf(lead)).toMatchObject({ status: 'exited', finishedAt: '2026-03-03T08:00:00.000Z' });
    expect(await leadline.typesOf(lead)).not.toContain('NoteMade');
  });
});

describe('a step that is under way', () => {
  const steps = [{ action: mail('offer'), when: immediately }, ...tomorrow];

  it('ends on its own, and the run with it as the goal says', async () => {
    leadline.gateways.whenSent(async () => {
      const [doc] = leadline.models.leads.all();
      if (doc?.lead.status !== 'registered') throw new Error('nobody is there');
      await tagSilently(doc.lead.leadId, 'bought');
      await leadline.process().react(leadline.log.all());
    });
    const lead = await enter({ goal: bought, steps });
    const types = await leadline.typesOf(lead);
    expect(types.slice(types.indexOf('StepStarted'))).toEqual([
      'StepStarted',
      'TagAdded',
      'RunStopped',
      'StepCancelled',
      'EmailSent',
      'StepSucceeded',
      'FlowFinished',
    ]);
    expect(await runOf(lead)).toMatchObject({
      status: 'goal-reached',
      steps: [{ status: 'succeeded' }, { status: 'cancelled' }],
      evaluation: { holds: true },
    });
  });

  it('is not tried again', async () => {
    leadline.gateways.answerNext(refusal('transient'));
    const lead = await enter({ goal: bought, steps });
    await tag(lead, 'bought');
    await leadline.advance('P9D');
    expect(leadline.gateways.emails).toHaveLength(1);
    expect((await runOf(lead)).steps.map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
  });
});

describe('a goal that is reached, and then no longer, before the end is stored', () => {
  it('does not end the run: the end belongs to the revision that was looked at', async () => {
    const lead = await enter({ goal: bought });
    const elsewhere = startProcess(leadline.world);
    const command = { type: 'RemoveTag', tag: decodeOrThrow(Tag, 'bought') } as const;
    leadline.restart({
      append: async (stream, expected, events) => {
        if (events.some(({ event }) => event.type === 'RunStopped'))
          await elsewhere.commands.repositories.leads.execute(lead, [{ command, cause: leadline.cause() }]);
        return leadline.log.append(stream, expected, events);
      },
    });
    await tag(lead, 'bought');
    expect(await leadline.typesOf(lead)).toContain('TagRemoved');
    expect(await runOf(lead)).toMatchObject({ status: 'active' });
  });
});

describe('a goal that is reached while nobody is there', () => {
  it('ends the run before its next step', async () => {
    const lead = await enter({ goal: bought });
    await tagSilently(lead, 'bought');
    leadline.clock.advance('P2D');
    await leadline.commands().runDueSteps(lead);
    expect(await leadline.typesOf(lead)).not.toContain('NoteMade');
    expect(await runOf(lead)).toMatchObject({ status: 'goal-reached' });
  });

  it('ends it after a restart', async () => {
    const lead = await enter({ goal: bought });
    await tagSilently(lead, 'bought');
    leadline.restart();
    expect(await runOf(lead)).toMatchObject({ status: 'goal-reached' });
  });

  it('ends it once when the process dies before the end is stored, at entry too', async () => {
    const known = await leadline.happens('form-submitted', ann, form('other'));
    await tag(known, 'bought');
    leadline.restart({ append: noEnds });
    await leadline.flow('flow', { trigger: onForm('a'), steps: tomorrow, goal: bought });
    await expect(leadline.happens('form-submitted', ann, form('a'))).rejects.toThrow('died');
    expect(await ends(known)).toEqual([]);
    leadline.restart();
    expect(await runOf(known)).toMatchObject({ status: 'goal-reached' });
    const before = leadline.log.all();
    await leadline.process().react(before);
    expect(leadline.log.all()).toEqual(before);
  });
});
