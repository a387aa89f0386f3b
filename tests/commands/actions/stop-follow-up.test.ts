import { beforeEach, describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { FlowId } from '../../../domain/codecs/ids.js';
import { refusal } from '../../support/recording-gateways.js';
import {
  delay,
  delayAfterPrevious,
  form,
  hook,
  immediately,
  mail,
  note,
  onForm,
} from '../../support/steps.js';
import { startProcess } from '../../support/virtual-process.js';
import { createStage, type Stage, skipped, succeeded } from './direct.js';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});

const stop = (flowId: string) => ({ type: 'stop-follow-up', flowId });
const soon = (action: object) => ({ action, when: immediately });
const tomorrow = (action: object) => ({ action, when: delay('P1D') });
const onA = (...steps: readonly object[]) => ({ trigger: onForm('a'), steps });
const submit = (formId = 'a') =>
  stage.leadline.happens('form-submitted', { leadId: stage.lead }, form(formId));

/** How each run of the flow ended, and its steps with the code of their reasons. */
const runsOf = async (flowId: string) =>
  (await stage.leadline.runsOf(stage.lead)).flatMap(({ origin, status, steps }) =>
    origin.kind === 'flow' && origin.flowId === flowId
      ? [[status, ...steps.map((step) => step.reason?.code ?? step.status)]]
      : [],
  );

describe('stopping a follow-up', () => {
  it('cancels every step that has not begun', async () => {
    const steps = [
      soon(note('1')),
      tomorrow(note('2')),
      { action: note('3'), when: delayAfterPrevious('P1D') },
    ];
    await stage.leadline.flow('b', onA(...steps));
    await submit();
    expect(await stage.run(stop('b'))).toMatchObject([
      { type: 'RunStopped', data: { reason: { code: 'follow-up-stopped' } } },
      { type: 'StepCancelled', data: { stepNo: 1 } },
      { type: 'StepCancelled', data: { stepNo: 2 } },
      succeeded({ flowId: 'b' }),
    ]);
    await stage.leadline.advance('P9D');
    expect(await runsOf('b')).toEqual([['cancelled', 'succeeded', 'follow-up-stopped', 'follow-up-stopped']]);
  });

  it('is a step of another flow, and leaves that one to go on', async () => {
    await stage.leadline.flow('b', onA(tomorrow(note('b'))));
    await stage.leadline.flow('other', { trigger: onForm('o'), steps: [soon(stop('b')), soon(note('o'))] });
    await submit();
    await submit('o');
    expect(await runsOf('b')).toEqual([['cancelled', 'follow-up-stopped']]);
    expect(await runsOf('other')).toEqual([['completed', 'succeeded', 'succeeded']]);
  });

  it('is skipped for a lead that is not inside: never was, or is no more', async () => {
    await stage.leadline.flow('b', onA(soon(note('b'))));
    expect(await stage.run(stop('b'))).toMatchObject([skipped('not-inside')]);
    await submit();
    expect(await stage.run(stop('b'))).toMatchObject([skipped('not-inside')]);
    expect(await stage.run(stop('nothing'))).toMatchObject([skipped('not-inside')]);
  });

  it('works for a flow that was paused', async () => {
    const { leadline } = stage;
    const flowId = await leadline.flow('b', onA(tomorrow(note('b'))));
    await submit();
    await leadline.commands().manageFlows.pause(flowId, leadline.cause());
    expect(await stage.run(stop('b'))).toMatchObject([
      { type: 'RunStopped' },
      {},
      succeeded({ flowId: 'b' }),
    ]);
  });

  it('cancels a step that waits to be tried again', async () => {
    const { leadline } = stage;
    await leadline.flow('b', onA(soon(hook)));
    leadline.gateways.answerNext(refusal('transient'));
    await submit();
    await stage.run(stop('b'));
    await leadline.advance('P2D');
    expect(await runsOf('b')).toEqual([['cancelled', 'follow-up-stopped']]);
    expect(leadline.gateways.webhooks).toHaveLength(1);
  });
});

describe('a flow that stops itself', () => {
  it('is over with that step', async () => {
    await stage.leadline.flow(
      'b',
      onA(soon(stop('b')), soon(note('not any more')), tomorrow(note('nor this'))),
    );
    await submit();
    await stage.leadline.advance('P2D');
    expect(await runsOf('b')).toEqual([['cancelled', 'succeeded', 'follow-up-stopped', 'follow-up-stopped']]);
    expect(await stage.leadline.typesOf(stage.lead)).not.toContain('NoteMade');
  });

  it('can be created active, although it is not there yet', async () => {
    const { leadline } = stage;
    const flowId = decodeOrThrow(FlowId, 'self');
    const definition = { name: 'self', ...onA(soon(stop(flowId))) };
    await leadline.commands().manageFlows.createActive(flowId, definition, leadline.cause());
    await submit();
    expect(await runsOf('self')).toEqual([['cancelled', 'succeeded']]);
  });
});

describe('a call to the outside that is under way when its flow is stopped', () => {
  it('has the last word', async () => {
    const { leadline, lead } = stage;
    await leadline.flow('b', onA(soon(mail('Hi')), tomorrow(note('b'))));
    const other = startProcess(leadline.world);
    leadline.gateways.whenSent(async () => {
      const { outcome } = await other.commands.requestAction(lead, stop('b'), leadline.cause());
      expect(outcome).toMatchObject({ type: 'StepSucceeded' });
    });
    await submit();
    await leadline.advance('P2D');
    expect(await runsOf('b')).toEqual([['cancelled', 'succeeded', 'follow-up-stopped']]);
    expect(leadline.gateways.emails).toHaveLength(1);
  });

  it('is not tried again when it failed for now', async () => {
    const { leadline, lead } = stage;
    await leadline.flow('b', onA(soon(hook)));
    const other = startProcess(leadline.world);
    leadline.gateways.answerNext(refusal('transient'));
    leadline.gateways.whenSent(async () => {
      await other.commands.requestAction(lead, stop('b'), leadline.cause());
    });
    await submit();
    await leadline.advance('P2D');
    expect(await runsOf('b')).toEqual([['cancelled', 'follow-up-stopped']]);
    expect(leadline.gateways.webhooks).toHaveLength(1);
  });

  it.each([
    ['is left for a person to judge', mail('Hi'), 'interrupted'],
    ['is not repeated', hook, 'follow-up-stopped'],
  ])('and whose process died, %s', async (_, action, code) => {
    const { leadline, lead } = stage;
    await leadline.flow('b', onA(soon(action), tomorrow(note('b'))));
    leadline.gateways.answerNext('dies');
    await expect(submit()).rejects.toThrow('died');
    leadline.restart();
    leadline.clock.advance('PT1H');
    const { outcome } = await leadline.commands().requestAction(lead, stop('b'), leadline.cause());
    expect(outcome).toMatchObject({ type: 'StepSucceeded' });
    await leadline.quiet();
    await leadline.process().reconcile(leadline.clock.now());
    await leadline.advance('P2D');
    expect(await runsOf('b')).toEqual([['cancelled', code, 'follow-up-stopped']]);
    expect([...leadline.gateways.emails, ...leadline.gateways.webhooks]).toHaveLength(1);
  });
});
