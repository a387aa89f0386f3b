import { describe, expect, it } from 'vitest';
import { createFlowIndex } from '../../commands/flow-index.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { FlowId } from '../../domain/codecs/ids.js';
import { Position } from '../../domain/codecs/numbers.js';
import type { Recorded } from '../../domain/event.js';
import type { FlowDefinition } from '../../domain/flow/definition.js';
import type { LeadEvent } from '../../domain/lead/events.js';
import { activity, flowDefinition } from '../domain/samples.js';
import { recordAll } from '../support/recorded.js';
import { onForm } from '../support/steps.js';

const flowId = (id: string): FlowId => decodeOrThrow(FlowId, id);
const position = (at: number): Position => decodeOrThrow(Position, at);

const submitted = (formId: string, at = 1000): Recorded<LeadEvent> => {
  const [event] = recordAll([activity('FormSubmitted', { formId, fields: {} })]);
  if (event === undefined) throw new Error('no event');
  return { ...event, position: position(at) };
};
const active = (id: string, definition: FlowDefinition) => ({
  flowId: flowId(id),
  status: 'active' as const,
  versions: [definition],
  activePeriods: [{ version: 1, from: position(0) }],
  position: position(0),
});

/** A flow that tells whether somebody looks at what it waits for. */
const watched = (id: string, formId: string) => {
  const definition = flowDefinition({ trigger: onForm(formId) });
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
    const others = Array.from({ length: 500 }, (_, no) => watched(`flow-${no}`, `form-${no}`));
    for (const { flow } of others) index.add(flow);
    const before = others.map(({ looks }) => looks());
    expect(index.matching(submitted('form-7')).map((flow) => flow.flowId)).toEqual(['flow-7']);
    const looked = others.flatMap(({ flow, looks }, no) =>
      looks() > (before[no] ?? 0) ? [flow.flowId] : [],
    );
    expect(looked).toEqual(['flow-7']);
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
