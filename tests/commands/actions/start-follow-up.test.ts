import { beforeEach, describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { FlowId } from '../../../domain/codecs/ids.js';
import { delay, form, immediately, note, onForm } from '../../support/steps.js';
import { createStage, type Stage, skipped, succeeded } from './direct.js';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});

const start = (flowId: string) => ({ type: 'start-follow-up', flowId });
const stop = (flowId: string) => ({ type: 'stop-follow-up', flowId });
const follow = (...steps: readonly object[]) => ({ trigger: onForm('never'), steps });
const soon = (action: object) => ({ action, when: immediately });
const tomorrow = (action: object) => ({ action, when: delay('P1D') });

/** The runs of the lead: which flow, how it ended, and the steps with the code of their reasons. */
const runs = async () =>
  (await stage.leadline.runsOf(stage.lead)).map(({ origin, status, steps }) => [
    origin.kind === 'flow' ? origin.flowId : 'direct',
    status,
    ...steps.map((step) => step.reason?.code ?? step.status),
  ]);
const submit = () => stage.leadline.happens('form-submitted', { leadId: stage.lead }, form('a'));

describe('starting a follow-up', () => {
  it('lets the lead into the flow, whatever its own trigger is', async () => {
    await stage.leadline.flow('b', follow(soon(note('hello'))));
    expect(await stage.run(start('b'))).toMatchObject([
      { type: 'FlowRequested', data: { flowId: 'b' } },
      succeeded({ flowId: 'b' }),
    ]);
    expect(await runs()).toEqual([
      ['direct', 'completed', 'succeeded'],
      ['b', 'completed', 'succeeded'],
    ]);
  });

  it('is a step of a flow', async () => {
    await stage.leadline.flow('b', follow(soon(note('hello'))));
    await stage.leadline.flow('a', { trigger: onForm('a'), steps: [soon(start('b'))] });
    await submit();
    expect(await runs()).toEqual([
      ['a', 'completed', 'succeeded'],
      ['b', 'completed', 'succeeded'],
    ]);
  });

  it('does nothing to a lead that is inside', async () => {
    await stage.leadline.flow('b', { ...follow(tomorrow(note('hello'))), reEntry: 'every-time' });
    await stage.run(start('b'));
    await stage.leadline.quiet();
    expect(await stage.run(start('b'))).toMatchObject([skipped('already-inside')]);
    await stage.leadline.advance('P1D');
    expect(await stage.run(start('b'))).toMatchObject([
      { type: 'FlowRequested' },
      succeeded({ flowId: 'b' }),
    ]);
  });

  it('is skipped for a flow that is not there', async () => {
    expect(await stage.run(start('b'))).toMatchObject([skipped('unknown-flow')]);
  });

  it('is skipped for a flow that no lead may enter', async () => {
    const { leadline } = stage;
    const flowId = await leadline.flow('b', follow(soon(note('hello'))));
    await leadline.commands().manageFlows.pause(flowId, leadline.cause());
    expect(await stage.run(start('b'))).toMatchObject([skipped('flow-not-active')]);
  });
});

describe('follow-ups that start each other', () => {
  it('come to an end, and the step that would go round says so', async () => {
    const { leadline } = stage;
    const { manageFlows } = leadline.commands();
    const c = decodeOrThrow(FlowId, 'c');
    await manageFlows.create(c, { name: 'c', ...follow(tomorrow(start('b'))) }, leadline.cause());
    await leadline.flow('b', follow(soon(start('c'))));
    await manageFlows.activate(c, leadline.cause());
    await stage.run(start('b'));
    await leadline.advance('P2D');
    expect(await runs()).toEqual([
      ['direct', 'completed', 'succeeded'],
      ['b', 'completed', 'succeeded'],
      ['c', 'completed', 'loop'],
    ]);
  });

  it('are found to go round over any trigger', async () => {
    const { leadline } = stage;
    const onTag = (tag: string) => ({ type: 'tag-added', tag });
    const toggle = (tag: string) => [soon({ type: 'remove-tag', tag }), soon({ type: 'add-tag', tag })];
    await leadline.flow('x', { trigger: onTag('x'), steps: toggle('y'), reEntry: 'every-time' });
    await leadline.flow('y', { trigger: onTag('y'), steps: toggle('x'), reEntry: 'every-time' });
    await stage.run({ type: 'add-tag', tag: 'x' });
    await leadline.quiet();
    expect((await runs()).map(([flow]) => flow)).toEqual(['direct', 'x', 'y']);
    const declined = (await leadline.history(stage.lead)).filter(({ type }) => type === 'FlowEntryDeclined');
    expect(declined).toMatchObject([{ data: { flowId: 'x', reason: 'loop' } }]);
  });

  it('may be started more than once by one run', async () => {
    const { leadline } = stage;
    await leadline.flow('b', follow(soon(note('b'))));
    const steps = [soon(start('b')), tomorrow(start('b'))];
    await leadline.flow('a', { trigger: onForm('a'), steps });
    await submit();
    await leadline.advance('P1D');
    expect(await runs()).toEqual([
      ['a', 'completed', 'succeeded', 'succeeded'],
      ['b', 'completed', 'succeeded'],
      ['b', 'completed', 'succeeded'],
    ]);
  });
});

describe('a follow-up that is stopped and started again', () => {
  it('begins anew, in one run and at one moment', async () => {
    const { leadline } = stage;
    await leadline.flow('b', follow(soon(note('first')), tomorrow(note('second'))));
    await leadline.flow('restart', { trigger: onForm('a'), steps: [soon(stop('b')), soon(start('b'))] });
    await stage.run(start('b'));
    await leadline.advance('PT12H');
    await submit();
    await leadline.advance('P2D');
    expect(await runs()).toEqual([
      ['direct', 'completed', 'succeeded'],
      ['b', 'cancelled', 'succeeded', 'follow-up-stopped'],
      ['restart', 'completed', 'succeeded', 'succeeded'],
      ['b', 'completed', 'succeeded', 'succeeded'],
    ]);
  });

  it('begins anew, too, where one event has started both', async () => {
    const { leadline } = stage;
    await leadline.flow('b', { trigger: onForm('a'), steps: [tomorrow(note('b'))] });
    const steps = [soon(stop('b')), soon(start('b'))];
    await leadline.flow('restart', { trigger: onForm('a'), steps });
    await submit();
    await leadline.advance('P2D');
    expect(await runs()).toEqual([
      ['b', 'cancelled', 'follow-up-stopped'],
      ['restart', 'completed', 'succeeded', 'succeeded'],
      ['b', 'completed', 'succeeded'],
    ]);
  });
});
