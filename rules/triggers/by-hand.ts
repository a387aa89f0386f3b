import * as t from 'io-ts';
import { closed } from '../../domain/codecs/struct.js';
import { defineTrigger } from '../trigger.js';

const settings = closed('ByHandTrigger', { type: t.literal('by-hand') });

/** Nothing but a request that names the flow starts it; every other flow can be started that way too. */
export const byHand = defineTrigger<t.TypeOf<typeof settings>, 'FlowRequested'>({
  type: 'by-hand',
  label: 'Started by hand or API',
  settings,
  eventType: 'FlowRequested',
  subject: () => undefined,
  subjects: () => [],
});
