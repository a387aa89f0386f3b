import * as t from 'io-ts';
import { FlowId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { activeRun, isInside, lineageFrom } from '../../domain/run/state.js';
import { defineAction, skip } from '../action.js';

const settings = closed('StartFollowUpSettings', { type: t.literal('start-follow-up'), flowId: FlowId });

/**
 * Lets the lead into a flow by its name, whatever the flow's own trigger is. An action always runs on a lead that is
 * recognised: what an unknown visitor does has no stream, and no flow that could ask for this.
 */
export const startFollowUp = defineAction<t.TypeOf<typeof settings>>({
  type: 'start-follow-up',
  label: 'Start follow up',
  settings,
  sentence: ({ flowId }) => `start the follow-up “${flowId}”`,
  references: ({ flowId }) => [{ kind: 'flow', id: flowId, path: 'flowId' }],
  run: async ({ flowId }, { runs, runId, catalogue }) => {
    const status = await catalogue.flow(flowId);
    if (status === 'absent') return skip('unknown-flow', `There is no flow “${flowId}”.`);
    if (status === 'inactive')
      return skip('flow-not-active', `The flow “${flowId}” is not active: no lead may enter it.`);
    if (isInside(runs, flowId))
      return skip('already-inside', `The lead is inside the flow “${flowId}” already.`);
    const run = activeRun(runs, runId);
    if (run !== undefined && lineageFrom(run.origin).includes(flowId))
      return skip('loop', `A run of the flow “${flowId}” has led to this one: it would never end.`);
    return { kind: 'change', command: { type: 'RequestFlow', flowId }, result: { flowId } };
  },
});
