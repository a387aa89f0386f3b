import type * as t from 'io-ts';
import { FlowId } from '../codecs/ids.js';
import { integer } from '../codecs/numbers.js';
import { event } from '../event.js';
import { FlowDefinition } from './definition.js';
import { FlowSwept } from './sweep.js';

export const FlowVersion = integer('FlowVersion', { min: 1, max: 1_000_000 });
export type FlowVersion = t.TypeOf<typeof FlowVersion>;

/** Version 1 of a flow, as a draft. The shapes are the storage format. */
export const FlowCreated = event('FlowCreated', { flowId: FlowId, definition: FlowDefinition });
export const FlowRevised = event('FlowRevised', {
  flowId: FlowId,
  version: FlowVersion,
  definition: FlowDefinition,
});
/** From here on the trigger starts runs of this version. */
export const FlowActivated = event('FlowActivated', { flowId: FlowId, version: FlowVersion });
/** Nobody enters any more; the runs inside go on. */
export const FlowPaused = event('FlowPaused', { flowId: FlowId });

export const flowEvents = [FlowCreated, FlowRevised, FlowActivated, FlowPaused, FlowSwept] as const;
export type FlowEvent = t.TypeOf<(typeof flowEvents)[number]>;
