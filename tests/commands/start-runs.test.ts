import { beforeEach, describe, expect, it } from 'vitest';
import type { FlowId, LeadId } from '../../domain/codecs/ids.js';
import { addTag, ann, delay, form, immediately, note, onForm } from '../support/steps.js';
import { later } from '../support/virtual-clock.js';
import { createVirtualLeadline, startOfTime, type VirtualLeadline } from '../support/virtual-leadline.js';

let leadline: VirtualLeadline;
beforeEach(() => {
  leadline = createVirtualLeadline();
});

const waits = [{ action: note('x'), when: delay('P1D') }];
const submit = (formId = 'a', more: object = {}): Promise<LeadId> =>
  leadline.happens('form-submitted', ann, form(formId), more);
const declined = async (lead: LeadId) =>
  (await leadline.history(lead)).flatMap((event) =>
    event.type === 'FlowEntryDeclined' ? [event.data.reason] : [],
  );
const runCount = async (lead: LeadId) => (await leadline.runsOf(lead)).length;
const pause = (flowId: FlowId) => leadline.commands().manageFlows.pause(flowId, leadline.cause());
const activate = (flowId: FlowId) => leadline.commands().manageFlows.activate(flowId, leadline.cause());

describe('an event', () => {
  it('that is handled twice starts one run, also in a process that knows nothing of the first time', async () => {
    await leadline.flow('flow', { trigger: onForm('a'), steps: waits });
    const lead = await submit();
    await leadline.process().react(leadline.log.all());
    expect(await runCount(lead)).toBe(1);
    leadline.restart();
    await leadline.process().react(leadline.log.all());
    await leadline.advance('P9D');
    await leadline.process().react(leadline.log.all());
    expect(await runCount(lead)).toBe(1);
    expect(await declined(lead)).toEqual([]);
  });

  it('starts every flow that waits for it, each once', async () => {
    await leadline.flow('one', { trigger: onForm('a'), steps: waits });
    await leadline.flow('any', { trigger: { type: 'form-submitted' }, steps: waits });
    await leadline.flow('other', { trigger: onForm('b'), steps: waits });
    const lead = await submit();
    const flows = (await leadline.runsOf(lead)).map(({ origin }) => origin.kind === 'flow' && origin.flowId);
    expect(flows.sort()).toEqual(['any', 'one']);
  });

  it('that a step causes starts the flows that wait for it', async () => {
    await leadline.flow('first', {
      trigger: onForm('a'),
      steps: [{ action: addTag('vip'), when: immediately }],
    });
    await leadline.flow('second', { trigger: { type: 'tag-added', tag: 'vip' }, steps: waits });
    const lead = await submit();
    expect(await runCount(lead)).toBe(2);
  });

  it('that a flow caused does not let the lead into that flow again, however long the way round', async () => {
    const removeTag = (tag: string) => ({ type: 'remove-tag', tag });
    const again = (tag: string, other: string) => ({
      trigger: { type: 'tag-added', tag },
      reEntry: 'every-time',
      steps: [
        { action: removeTag(other), when: immediately },
        { action: addTag(other), when: delay('P1D') },
      ],
    });
    await leadline.flow('ping', again('ping', 'pong'));
    await leadline.flow('pong', again('pong', 'ping'));
    await leadline.flow('start', {
      trigger: onForm('a'),
      steps: [{ action: addTag('ping'), when: immediately }],
    });
    const lead = await submit();
    await leadline.advance('P30D');
    expect(await declined(lead)).toEqual(['loop']);
    await submit();
    await leadline.advance('P30D');
    expect(await declined(lead)).toEqual(['loop']);
    expect(await runCount(lead)).toBe(4);
  });

  it('is entered when it happened, not when it was noticed', async () => {
    await leadline.flow('flow', { trigger: onForm('a'), steps: waits });
    leadline.clock.advance('P3D');
    const lead = await submit('a', { occurredAt: later(startOfTime, 'P2D') });
    const run = await leadline.runOf(lead);
    expect([run.enteredAt, run.steps[0]?.dueAt]).toEqual([
      later(startOfTime, 'P2D'),
      later(startOfTime, 'P3D'),
    ]);
  });

  it('that names a flow starts that flow, whatever the flow waits for', async () => {
    await leadline.flow('flow', { trigger: onForm('a'), steps: waits });
    await leadline.flow('by-hand', { trigger: { type: 'by-hand' }, steps: waits });
    const lead = await leadline.happens('flow-requested', ann, { flowId: 'flow' });
    await leadline.happens('flow-requested', ann, { flowId: 'by-hand' });
    expect(await runCount(lead)).toBe(2);
  });
});

describe('re-entry', () => {
  const enterThrice = async (reEntry: string | undefined): Promise<LeadId> => {
    await leadline.flow('flow', {
      trigger: onForm('a'),
      steps: waits,
      ...(reEntry === undefined ? {} : { reEntry }),
    });
    await submit();
    await submit();
    await leadline.advance('P2D');
    return submit();
  };

  it('once: whoever was inside never enters again', async () => {
    const lead = await enterThrice('once');
    expect(await runCount(lead)).toBe(1);
    expect(await declined(lead)).toEqual(['already-entered', 'already-entered']);
  });

  it.each(['once-at-a-time', undefined])(
    'once at a time: whoever is inside does not enter (%s)',
    async (reEntry) => {
      const lead = await enterThrice(reEntry);
      expect(await runCount(lead)).toBe(2);
      expect(await declined(lead)).toEqual(['already-inside']);
    },
  );

  it('every time: each event starts a run of its own', async () => {
    const lead = await enterThrice('every-time');
    expect(await runCount(lead)).toBe(3);
    expect(await declined(lead)).toEqual([]);
  });
});

describe('a flow that is switched on and off', () => {
  it('is started by no event from before its activation, also when that is handled late', async () => {
    const [before] = await leadline.report({ type: 'form-submitted', lead: ann, data: form('a') });
    await leadline.flow('flow', { trigger: onForm('a'), steps: waits });
    if (before?.status !== 'accepted') throw new Error('not accepted');
    expect(await leadline.runsOf(before.leadId)).toEqual([]);
  });

  it('is started by no event from its pause, and by those from before it when they are handled late', async () => {
    const flowId = await leadline.flow('flow', { trigger: onForm('a'), steps: waits, reEntry: 'every-time' });
    const [early] = await leadline.report({ type: 'form-submitted', lead: ann, data: form('a') });
    await pause(flowId);
    await leadline.report({ type: 'form-submitted', lead: ann, data: form('a') });
    await activate(flowId);
    await leadline.report({ type: 'form-submitted', lead: ann, data: form('a') });
    if (early?.status !== 'accepted') throw new Error('not accepted');
    const forms = (await leadline.history(early.leadId)).filter(({ type }) => type === 'FormSubmitted');
    const triggers = (await leadline.runsOf(early.leadId)).map(
      ({ origin }) => origin.kind === 'flow' && origin.trigger.revision,
    );
    expect(triggers).toEqual([forms[0]?.revision, forms[2]?.revision]);
  });

  it('lets whoever is inside go on while it is paused', async () => {
    const flowId = await leadline.flow('flow', { trigger: onForm('a'), steps: waits });
    const lead = await submit();
    await pause(flowId);
    await leadline.advance('P2D');
    expect(await leadline.runOf(lead)).toMatchObject({ status: 'completed' });
    expect(await leadline.typesOf(lead)).toContain('NoteMade');
  });

  it('that is revised keeps those inside on their version, and starts others on the new one', async () => {
    const flowId = await leadline.flow('flow', {
      trigger: onForm('a'),
      steps: [{ action: note('old'), when: delay('P1D') }],
      reEntry: 'every-time',
    });
    const lead = await submit();
    const { manageFlows } = leadline.commands();
    const revised = {
      name: 'flow',
      trigger: onForm('a'),
      steps: [{ action: note('new'), when: immediately }],
    };
    await manageFlows.revise(flowId, { ...revised, reEntry: 'every-time' }, leadline.cause());
    await submit();
    await activate(flowId);
    await submit();
    await leadline.advance('P2D');
    const versions = (await leadline.runsOf(lead)).map(
      ({ origin }) => origin.kind === 'flow' && origin.flowVersion,
    );
    expect(versions).toEqual([1, 1, 2]);
    const notes = (await leadline.history(lead)).flatMap(({ type, data }) =>
      type === 'NoteMade' ? [data] : [],
    );
    expect(notes).toMatchObject([{ text: 'new' }, { text: 'old' }, { text: 'old' }]);
  });

  it('knows its past after a restart', async () => {
    const flowId = await leadline.flow('flow', { trigger: onForm('a'), steps: waits });
    await pause(flowId);
    await leadline.quiet();
    leadline.restart();
    const lead = await submit();
    expect(await runCount(lead)).toBe(0);
    await activate(flowId);
    await leadline.quiet();
    leadline.restart();
    await submit();
    expect(await runCount(lead)).toBe(1);
  });
});
