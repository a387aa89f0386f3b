import { beforeEach, describe, expect, it } from 'vitest';
import type { LeadId } from '../../domain/codecs/ids.js';
import { refusal } from '../support/recording-gateways.js';
import {
  addTag,
  ann,
  at,
  delay,
  delayAfterPrevious,
  form,
  hasTag,
  immediately,
  mail,
  note,
  onDate,
  onForm,
} from '../support/steps.js';
import { instant } from '../support/virtual-clock.js';
import { createVirtualLeadline, type VirtualLeadline } from '../support/virtual-leadline.js';

let leadline: VirtualLeadline;
beforeEach(() => {
  leadline = createVirtualLeadline();
});

const enter = async (steps: readonly object[], more: object = {}): Promise<LeadId> => {
  await leadline.flow('flow', { trigger: onForm('a'), steps, ...more });
  return leadline.happens('form-submitted', ann, form('a'));
};
const stepsOf = async (leadId: LeadId) => (await leadline.runOf(leadId)).steps;
const notesOf = async (leadId: LeadId) =>
  (await leadline.history(leadId)).flatMap(({ type, data }) => (type === 'NoteMade' ? [data] : []));

describe('the order of steps', () => {
  it('is that of the flow for steps that are due at the same instant', async () => {
    const lead = await enter([
      { action: note('one'), when: immediately },
      { action: note('late'), when: delay('PT1H') },
      { action: note('two'), when: immediately },
      { action: note('three'), when: immediately },
    ]);
    expect(await notesOf(lead)).toMatchObject([{ text: 'one' }, { text: 'two' }, { text: 'three' }]);
  });

  it('lets a step see what the one before it did', async () => {
    const lead = await enter([
      { action: addTag('vip'), when: immediately },
      { action: note('is vip'), when: immediately, conditions: hasTag('vip') },
    ]);
    expect(await notesOf(lead)).toMatchObject([{ text: 'is vip' }]);
  });

  it('is that of the instants where they differ, whatever the flow says', async () => {
    const lead = await enter([
      { action: note('second'), when: delay('PT2H') },
      { action: note('first'), when: delay('PT1H') },
    ]);
    await leadline.advance('P1D');
    expect(await notesOf(lead)).toMatchObject([{ text: 'first' }, { text: 'second' }]);
  });

  it('is kept when all of them are late', async () => {
    const lead = await enter([
      { action: note('second'), when: delay('PT2H') },
      { action: note('first'), when: delay('PT1H') },
    ]);
    leadline.world.jobs.clear();
    leadline.clock.advance('P2D');
    await leadline.commands().runDueSteps(lead);
    expect(await notesOf(lead)).toMatchObject([{ text: 'first' }, { text: 'second' }]);
  });
});

describe('a delay after the previous step', () => {
  it('counts from the end of that step, along the chain', async () => {
    const lead = await enter([
      { action: note('one'), when: delay('P1D') },
      { action: note('two'), when: delayAfterPrevious('PT1H') },
      { action: note('three'), when: delayAfterPrevious('PT1H') },
    ]);
    expect((await stepsOf(lead)).map(({ status }) => status)).toEqual(['scheduled', 'waiting', 'waiting']);
    await leadline.advance('P3D');
    expect((await stepsOf(lead)).map(({ endedAt }) => endedAt)).toEqual([
      '2026-03-03T08:00:00.000Z',
      '2026-03-03T09:00:00.000Z',
      '2026-03-03T10:00:00.000Z',
    ]);
    expect(await leadline.runOf(lead)).toMatchObject({ status: 'completed' });
  });

  it('counts from a step that was skipped, and from one that failed', async () => {
    leadline.gateways.answerNext(refusal('permanent'));
    const lead = await enter([
      { action: note('never'), when: immediately, conditions: hasTag('nobody') },
      { action: mail('refused'), when: delayAfterPrevious('PT1H') },
      { action: note('at last'), when: delayAfterPrevious('PT1H') },
    ]);
    await leadline.advance('P1D');
    expect((await stepsOf(lead)).map(({ status, endedAt }) => [status, endedAt])).toEqual([
      ['skipped', '2026-03-02T08:00:00.000Z'],
      ['failed', '2026-03-02T09:00:00.000Z'],
      ['succeeded', '2026-03-02T10:00:00.000Z'],
    ]);
  });

  it('of the first step counts from the trigger', async () => {
    const lead = await enter([{ action: note('one'), when: delayAfterPrevious('PT1H') }]);
    await leadline.advance('P1D');
    expect((await stepsOf(lead))[0]?.endedAt).toBe('2026-03-02T09:00:00.000Z');
  });

  it('does not hold up the steps behind it', async () => {
    const lead = await enter([
      { action: note('one'), when: delay('P1D') },
      { action: note('two'), when: delayAfterPrevious('PT1H') },
      { action: note('at once'), when: immediately },
    ]);
    expect(await notesOf(lead)).toMatchObject([{ text: 'at once' }]);
  });
});

describe('a step that waits for a date', () => {
  it('is put off until that date begins in the zone of the flow, and then runs', async () => {
    const steps = [{ action: note('Easter'), when: immediately, conditions: onDate('2026-04-05') }];
    const lead = await enter(steps, { timeZone: 'Europe/Berlin' });
    const [waiting] = await stepsOf(lead);
    expect(waiting).toMatchObject({ status: 'scheduled', dueAt: '2026-04-04T22:00:00.000Z' });
    expect(waiting?.delays).toEqual([
      {
        at: '2026-03-02T08:00:00.000Z',
        until: '2026-04-04T22:00:00.000Z',
        reason: { code: 'waiting-for-time', message: 'Not met: the date is on 2026-04-05.' },
      },
    ]);
    await leadline.advanceTo(instant('2026-04-04T21:59:59.999Z'));
    expect(await notesOf(lead)).toEqual([]);
    await leadline.advanceTo(instant('2026-04-04T22:00:00Z'));
    expect(await notesOf(lead)).toMatchObject([{ text: 'Easter' }]);
  });

  it('is evaluated again on its date, on what the lead is then', async () => {
    const conditions = { all: [onDate('2026-04-05'), hasTag('vip')] };
    const lead = await enter([
      { action: addTag('vip'), when: immediately },
      { action: note('Easter'), when: immediately, conditions },
      { action: { type: 'remove-tag', tag: 'vip' }, when: delay('P1D') },
    ]);
    await leadline.advance('P90D');
    const [, step] = await stepsOf(lead);
    expect(step).toMatchObject({ status: 'skipped', reason: { message: 'Not met: has the tag “vip”.' } });
    expect(step?.evaluation?.evaluatedAt).toBe('2026-04-05T00:00:00.000Z');
  });

  it('is skipped when the date is over, and when more than time is missing', async () => {
    const lead = await enter([
      { action: note('past'), when: immediately, conditions: onDate('2026-03-01') },
      { action: note('tag'), when: immediately, conditions: { all: [onDate('2026-04-05'), hasTag('vip')] } },
    ]);
    expect((await stepsOf(lead)).map(({ reason }) => reason)).toEqual([
      { code: 'conditions-not-met', message: 'Not met: the date is on 2026-03-01.' },
      {
        code: 'conditions-not-met',
        message: 'Not met: the date is on 2026-04-05. Not met: has the tag “vip”.',
      },
    ]);
  });

  it('is skipped when its own date was over at entry, however late that is noticed', async () => {
    const lead = await enter([
      { action: note('past'), when: at('2026-03-02T07:59:59Z') },
      { action: note('now'), when: at('2026-03-02T08:00:00Z') },
      { action: note('soon'), when: at('2026-03-02T08:00:01Z') },
    ]);
    leadline.world.jobs.clear();
    leadline.clock.advance('P1D');
    await leadline.commands().runDueSteps(lead);
    expect((await stepsOf(lead)).map(({ status, reason }) => [status, reason?.code])).toEqual([
      ['skipped', 'date-passed'],
      ['succeeded', undefined],
      ['succeeded', undefined],
    ]);
  });
});
