import * as t from 'io-ts';
import { FlowId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { isInside } from '../../domain/run/state.js';
import { defineAction, skip } from '../action.js';

const settings = closed('StopFollowUpSettings', { type: t.literal('stop-follow-up'), flowId: FlowId });

/**
 * Cancels every step of a flow that has not begun on this lead; a call to the outside that is under way has the last
 * word. A flow that is paused is stopped as any other, and a flow may stop itself.
 */
export const stopFollowUp = defineAction<t.TypeOf<typeof settings>>({
  type: 'stop-follow-up',
  label: 'Stop follow up',
  settings,
  sentence: ({ flowId }) => `stop the follow-up “${flowId}”`,
  references: ({ flowId }) => [{ kind: 'flow', id: flowId, path: 'flowId' }],
  run: ({ flowId }, { runs }) =>
    isInside(runs, flowId)
      ? { kind: 'stop-flow', flowId, result: { flowId } }
      : skip('not-inside', `The lead is not inside the flow “${flowId}”.`),
});
