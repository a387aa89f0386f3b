import { defineTrigger } from '../trigger.js';

/** The lead, or a machine of theirs, answered a phone call. */
export const callAnswered = defineTrigger({
  type: 'call-answered',
  label: 'Call answered',
  required: {},
  optional: {},
  eventTypes: ['CallAnswered'],
  subjects: {},
});
