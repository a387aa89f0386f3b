import { describe, expect, it } from 'vitest';
import { createFlowIndex } from '../../commands/flow-index.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { FlowId } from '../../domain/codecs/ids.js';
import { Position } from '../../domain/codecs/numbers.js';
import type { Recorded } from '../../domain/event.js';
import type { FlowDefinition } from '../../domain/flow/definition.js';
import type { LeadEvent } from '../../domain/lead/events.js';
import { activity, flowDefinition } from '../domain/samples.js';
import { leadEvent } from '../rules/triggers/lead-event.js';
import { recordAll } from '../support/recorded.js';
import { onForm } from '../support/steps.js';

const flowId = (id: string): FlowId => decodeOrThrow(FlowId, id);
const position = (at: number): Position => decodeOrThrow(Position, at);

const happened = (event: LeadEvent, at = 1000): Recorded<LeadEvent> => {
  const [recorded] = recordAll([event]);
  if (recorded === undefined) throw new Error('no event');
  return { ...recorded, position: position(at) };
};
const submitted = (formId: string, at = 1000, fields: object = {}): Recorded<LeadEvent> =>
  happened(activity('FormSubmitted', { formId, fields }), at);
const active = (id: string, definition: FlowDefinition) => ({
  flowId: flowId(id),
  status: 'active' as const,
  versions: [definition],
  activePeriods: [{ version: 1, from: position(0) }],
  position: position(0),
});

/** A flow that tells whether somebody looks at what it waits for. */
const watched = (id: string, trigger: object) => {
  const definition = flowDefinition({ trigger });
  let looks = 0;
  const flow = {
    ...active(id, definition),
    versions: [
      {
        ...definition,
        get trigger() {
          looks += 1;
          return definition.trigger;
        },
      },
    ],
  };
  return { flow, looks: () => looks };
};

describe('the index of flows', () => {
  it('does not look at a flow that waits for another form', () => {
    const index = createFlowIndex();
    const others = Array.from({ length: 500 }, (_, no) => watched(`flow-${no}`, onForm(`form-${no}`)));
    for (const { flow } of others) index.add(flow);
    const before = others.map(({ looks }) => looks());
    expect(index.matching(submitted('form-7')).map((flow) => flow.flowId)).toEqual(['flow-7']);
    const looked = others.flatMap(({ flow, looks }, no) =>
      looks() > (before[no] ?? 0) ? [flow.flowId] : [],
    );
    expect(looked).toEqual(['flow-7']);
  });

  it('asks what the data is like of those flows only that wait for such an event', () => {
    const index = createFlowIndex();
    const where = (op: string) => [{ field: 'fields.country', op, value: 'DE' }];
    for (const [id, trigger] of Object.entries({
      home: { ...onForm('a'), where: where('equals') },
      abroad: { ...onForm('a'), where: where('not-equals') },
      anywhere: { type: 'form-submitted', where: where('starts-with') },
      elsewhere: { ...onForm('b'), where: where('equals') },
    }))
      index.add(active(id, flowDefinition({ trigger })));
    const found = (fields: object) => index.matching(submitted('a', 1000, fields)).map((flow) => flow.flowId);
    expect(found({ country: 'de' }).sort()).toEqual(['anywhere', 'home']);
    expect(found({ country: 'fr' })).toEqual(['abroad']);
    expect(found({})).toEqual([]);
  });

  it('looks at the flows of a step, not at those of its course', () => {
    const index = createFlowIndex();
    const step = { type: 'tj-step-completed', courseId: 'cook' };
    const flows = ['1', '2', '3'].map((stepId) => watched(`step-${stepId}`, { ...step, stepId }));
    for (const { flow } of flows) index.add(flow);
    const before = flows.map(({ looks }) => looks());
    const data = { accountId: 'a', courseId: 'cook', stepId: '2' };
    const event = happened(leadEvent('TrainingJetStepCompleted', data));
    expect(index.matching(event).map((flow) => flow.flowId)).toEqual(['step-2']);
    expect(flows.map(({ looks }, no) => looks() > (before[no] ?? 0))).toEqual([false, true, false]);
  });

  it('finds flows for this form and for any form, each once', () => {
    const index = createFlowIndex();
    index.add(active('this', flowDefinition({ trigger: onForm('a') })));
    index.add(active('any', flowDefinition({ trigger: { type: 'form-submitted' } })));
    index.add(active('hand', flowDefinition({ trigger: { type: 'by-hand' } })));
    expect(
      index
        .matching(submitted('a'))
        .map((flow) => flow.flowId)
        .sort(),
    ).toEqual(['any', 'this']);
    expect(index.matching(submitted('b')).map((flow) => flow.flowId)).toEqual(['any']);
  });

  it('knows by the position of an event which version was active', () => {
    const index = createFlowIndex();
    const id = flowId('flow');
    const [a, b] = [flowDefinition({ trigger: onForm('a') }), flowDefinition({ trigger: onForm('b') })];
    const events = recordAll([
      { type: 'FlowCreated', data: { flowId: id, definition: a } } as const,
      { type: 'FlowActivated', data: { flowId: id, version: 1 } } as const,
      { type: 'FlowRevised', data: { flowId: id, version: 2, definition: b } } as const,
      { type: 'FlowActivated', data: { flowId: id, version: 2 } } as const,
      { type: 'FlowPaused', data: { flowId: id } } as const,
    ]);
    for (const event of [...events, ...events]) index.apply(event);
    const versionAt = (formId: string, at: number) => index.matching(submitted(formId, at))[0]?.version;
    expect([5, 15, 25, 35, 45].map((at) => versionAt('a', at))).toEqual([
      undefined,
      1,
      1,
      undefined,
      undefined,
    ]);
    expect([5, 15, 25, 35, 45].map((at) => versionAt('b', at))).toEqual([
      undefined,
      undefined,
      undefined,
      2,
      undefined,
    ]);
  });

  it('is not set back by an event that is older than what it took in', () => {
    const index = createFlowIndex();
    const flow = active('flow', flowDefinition({ trigger: onForm('a') }));
    index.add({ ...flow, position: position(500) });
    const paused = recordAll([{ type: 'FlowPaused', data: { flowId: flow.flowId } } as const], 10);
    for (const event of paused) index.apply(event);
    expect(index.matching(submitted('a'))).toHaveLength(1);
  });
});
