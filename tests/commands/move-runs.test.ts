import { beforeEach, describe, expect, it } from 'vitest';
import type { VersionMove } from '../../commands/move-runs.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { FlowId, type LeadId } from '../../domain/codecs/ids.js';
import { otherLeadId, reason } from '../domain/samples.js';
import { refusal } from '../support/recording-gateways.js';
import {
  addTag,
  ann,
  at,
  delay,
  delayAfterPrevious,
  form,
  hasTag,
  hook,
  immediately,
  mail,
  note,
  onForm,
} from '../support/steps.js';
import { instant } from '../support/virtual-clock.js';
import { createVirtualLeadline, type VirtualLeadline } from '../support/virtual-leadline.js';
import { startProcess } from '../support/virtual-process.js';

let leadline: VirtualLeadline;
beforeEach(() => {
  leadline = createVirtualLeadline();
});

const flowId = decodeOrThrow(FlowId, 'flow');
const now = (text: string) => ({ action: note(text), when: immediately });
const inDays = (text: string, days: number) => ({ action: note(text), when: delay(`P${days}D`) });

const enter = async (...steps: readonly object[]): Promise<LeadId> => {
  await leadline.flow('flow', { trigger: onForm('a'), steps });
  return leadline.happens('form-submitted', ann, form('a'));
};
const revise = async (steps: readonly object[], more: object = {}): Promise<void> => {
  const definition = { name: 'flow', trigger: onForm('a'), steps, ...more };
  await leadline.commands().manageFlows.revise(flowId, definition, leadline.cause());
};
const runsInside = async (lead: LeadId, process = leadline.process()) =>
  (await process.commands.moveRuns.runsInside(flowId, [lead])).flatMap(({ runs }) => runs);
const moveOnly = async (lead: LeadId, to: Partial<VersionMove> = {}) => {
  const { moveRuns } = leadline.commands();
  const runs = await runsInside(lead);
  return moveRuns.move({ flowId, toVersion: 2, ...to }, runs, leadline.cause());
};
const move = async (lead: LeadId, to: Partial<VersionMove> = {}) => {
  const moved = await moveOnly(lead, to);
  await leadline.quiet();
  return moved;
};
const stepsOf = async (lead: LeadId) =>
  (await leadline.runOf(lead)).steps.map(({ status, dueAt }) => [status, dueAt?.slice(5, 16)]);
const notesOf = async (lead: LeadId) =>
  (await leadline.history(lead)).flatMap((event) => (event.type === 'NoteMade' ? [event.data.text] : []));

describe('a run that is moved', () => {
  it('follows the new version from there: what has ended stays, and the new steps are added', async () => {
    const lead = await enter(now('old 0'), inDays('old 1', 1));
    await revise([now('new 0'), inDays('new 1', 2), inDays('new 2', 3)]);
    expect(await move(lead)).toMatchObject([{ status: 'moved', leadId: lead, fromVersion: 1 }]);
    await leadline.advance('P9D');
    expect(await notesOf(lead)).toEqual(['old 0', 'new 1', 'new 2']);
    expect(await leadline.runOf(lead)).toMatchObject({
      status: 'completed',
      origin: { flowVersion: 2 },
      moves: [{ at: '2026-03-02T08:00:00.000Z', from: 1, to: 2, by: { kind: 'api-key', id: 'tests' } }],
      steps: [{ flowVersion: 1 }, {}, {}],
    });
    expect((await leadline.runOf(lead)).steps.map((step) => step.flowVersion)).toEqual([
      1,
      undefined,
      undefined,
    ]);
  });

  it('counts delays from its trigger, and what is overdue by that runs at once', async () => {
    const lead = await enter(inDays('old', 9));
    await revise([inDays('soon', 1), inDays('later', 4)]);
    await leadline.advance('P2D');
    await move(lead);
    expect(await notesOf(lead)).toEqual(['soon']);
    expect(await stepsOf(lead)).toEqual([
      ['succeeded', '03-03T08:00'],
      ['scheduled', '03-06T08:00'],
    ]);
  });

  it('counts from the end of the step before, where that has ended, and waits for it where not', async () => {
    const lead = await enter(now('old'), inDays('old', 9));
    await revise([
      now('new'),
      { action: note('after the end'), when: delayAfterPrevious('P3D') },
      { action: note('after that'), when: delayAfterPrevious('PT1H') },
    ]);
    await leadline.advance('P2D');
    await move(lead);
    expect(await stepsOf(lead)).toEqual([
      ['succeeded', '03-02T08:00'],
      ['scheduled', '03-05T08:00'],
      ['waiting', undefined],
    ]);
    await leadline.advance('P9D');
    expect((await leadline.runOf(lead)).steps.map(({ endedAt }) => endedAt?.slice(5, 16))).toEqual([
      '03-02T08:00',
      '03-05T08:00',
      '03-05T09:00',
    ]);
  });

  it('skips a step whose date was over when it was moved', async () => {
    const lead = await enter(inDays('old', 9));
    await revise([
      { action: note('over'), when: at('2026-03-03T08:00:00Z') },
      { action: note('to come'), when: at('2026-03-05T08:00:00Z') },
    ]);
    await leadline.advance('P2D');
    await move(lead);
    await leadline.advance('P9D');
    expect(await notesOf(lead)).toEqual(['to come']);
    expect((await leadline.runOf(lead)).steps[0]?.reason?.code).toBe('date-passed');
  });

  it('is cancelled in its surplus steps, and is over where nothing is left', async () => {
    const lead = await enter(now('old 0'), inDays('old 1', 1));
    await revise([now('new 0')]);
    await move(lead);
    expect(await leadline.runOf(lead)).toMatchObject({
      status: 'completed',
      steps: [{ status: 'succeeded' }, { status: 'cancelled', reason: { code: 'moved' } }],
    });
    await leadline.advance('P9D');
    expect(await notesOf(lead)).toEqual(['old 0']);
  });

  it('ends at once where the goal of the new version is reached', async () => {
    const lead = await enter({ action: addTag('bought'), when: immediately }, inDays('old', 1));
    await revise([now('new'), inDays('new', 1)], { goal: hasTag('bought') });
    await move(lead);
    expect(await leadline.runOf(lead)).toMatchObject({ status: 'goal-reached' });
  });

  it('and moved back stays where it was, with both moves told', async () => {
    const lead = await enter(inDays('old', 1));
    await revise([inDays('new', 1)]);
    await move(lead);
    await move(lead, { toVersion: 1 });
    await leadline.advance('P9D');
    expect(await notesOf(lead)).toEqual(['old']);
    expect((await leadline.runOf(lead)).moves).toMatchObject([
      { from: 1, to: 2 },
      { from: 2, to: 1 },
    ]);
  });

  it('has the same story in the read model after a restart and a move', async () => {
    const lead = await enter(inDays('old', 1));
    await revise([inDays('new', 2)]);
    await move(lead);
    leadline.restart();
    await leadline.advance('P9D');
    expect(await notesOf(lead)).toEqual(['new']);
  });
});

describe('a step that was tried before its run was moved', () => {
  it('is tried again as it was', async () => {
    leadline.gateways.answerNext(refusal('transient'));
    const lead = await enter({ action: mail('old'), when: immediately });
    await revise([{ action: mail('new'), when: immediately }, now('next')]);
    await move(lead);
    await leadline.advance('P1D');
    expect(leadline.gateways.emails.map(({ subject }) => subject)).toEqual(['old', 'old']);
    expect((await leadline.runOf(lead)).steps).toMatchObject([
      { status: 'succeeded', attempts: 2, flowVersion: 1 },
      { status: 'succeeded' },
    ]);
  });

  it('is under way then: it ends, and what comes next is as the new version says', async () => {
    leadline.gateways.whenSent(async () => {
      const [run] = leadline.models.runs.all();
      if (run === undefined) throw new Error('no run');
      await revise([
        { action: mail('new'), when: immediately },
        { action: note('next'), when: delayAfterPrevious('P3D') },
      ]);
      await moveOnly(run.leadId);
    });
    const lead = await enter(
      { action: mail('old'), when: immediately },
      { action: note('old next'), when: delayAfterPrevious('P1D') },
    );
    expect(await stepsOf(lead)).toEqual([
      ['succeeded', '03-02T08:00'],
      ['scheduled', '03-05T08:00'],
    ]);
    await leadline.advance('P9D');
    expect(leadline.gateways.emails.map(({ subject }) => subject)).toEqual(['old']);
    expect(await notesOf(lead)).toEqual(['next']);
  });

  it('and interrupted is settled as it was, also where the new version does not have it', async () => {
    leadline.gateways.answerNext('dies');
    const steps = [now('old'), { action: hook, when: immediately }];
    await expect(enter(...steps)).rejects.toThrow('died');
    leadline.restart();
    await leadline.quiet();
    await revise([now('new')]);
    const [run] = leadline.models.runs.all();
    if (run === undefined) return expect.fail('no run');
    await move(run.leadId);
    await leadline.process().reconcile(instant('2026-03-02T09:00:00Z'));
    await leadline.advance('P1D');
    expect(leadline.gateways.webhooks).toHaveLength(2);
    expect(await leadline.runOf(run.leadId)).toMatchObject({
      status: 'completed',
      steps: [{ status: 'succeeded' }, { status: 'succeeded', attempts: 2, flowVersion: 1 }],
    });
  });
});

describe('a move of a run to which something happens meanwhile', () => {
  it('is planned on what the run is then', async () => {
    const lead = await enter(inDays('old', 1), inDays('old', 9));
    await revise([inDays('new', 1), { action: note('next'), when: delayAfterPrevious('P3D') }]);
    await leadline.quiet();
    leadline.clock.advance('P1D');
    const elsewhere = startProcess(leadline.world);
    let others = 0;
    leadline.restart({
      append: async (stream, expected, events) => {
        const isMove = events.some(({ event }) => event.type === 'RunMoved');
        if (isMove && others++ === 0) {
          const [{ runId } = expect.fail('no run')] = await runsInside(lead, elsewhere);
          const command = { type: 'SkipStep', runId, stepNo: 0, reason: reason('elsewhere') } as const;
          await elsewhere.commands.repositories.leads.execute(lead, [{ command, cause: leadline.cause() }]);
        }
        return leadline.log.append(stream, expected, events);
      },
    });
    expect(await move(lead)).toMatchObject([{ status: 'moved' }]);
    expect(await stepsOf(lead)).toEqual([
      ['skipped', '03-03T08:00'],
      ['scheduled', '03-06T08:00'],
    ]);
  });
});

describe('a move that is not made', () => {
  it('says of each run why', async () => {
    const lead = await enter(inDays('old', 1));
    await revise([inDays('new', 1)]);
    expect(await move(lead, { fromVersion: 2 })).toMatchObject([{ why: 'on-another-version' }]);
    const { moveRuns } = leadline.commands();
    const runs = await runsInside(lead);
    await move(lead);
    expect(await move(lead)).toMatchObject([{ status: 'not-moved', why: 'there-already' }]);
    await leadline.advance('P9D');
    const over = await moveRuns.move({ flowId, toVersion: 1 }, runs, leadline.cause());
    expect(over).toMatchObject([{ status: 'not-moved', why: 'over' }]);
    expect(await runsInside(otherLeadId)).toEqual([]);
  });

  it('is refused for a flow or version that is not there, or cannot be activated, whoever is inside', async () => {
    const lead = await enter(inDays('old', 1));
    await revise([{ ...inDays('new', 1), conditions: { type: 'not-chosen' } }]);
    const before = leadline.log.all().length;
    await expect(move(lead)).rejects.toMatchObject({
      kind: 'unusable',
      faults: [{ path: 'steps[0].conditions.type' }],
    });
    await expect(move(lead, { toVersion: 3 })).rejects.toMatchObject({ kind: 'notFound' });
    const nothing = { flowId: decodeOrThrow(FlowId, 'nothing'), toVersion: 1 };
    await expect(move(lead, nothing)).rejects.toMatchObject({ kind: 'notFound' });
    expect(leadline.log.all()).toHaveLength(before);
  });
});
