import { defineTrigger } from '../trigger.js';

/** Nothing but a request that names the flow starts it; every other flow can be started that way too. */
export const byHand = defineTrigger({
  type: 'by-hand',
  label: 'Started by hand or API',
  required: {},
  optional: {},
  eventTypes: ['FlowRequested'],
  subjects: {},
});
