import { defineTrigger } from '../trigger.js';

/** The lead did something on Training Jet. */
export const tjActive = defineTrigger({
  type: 'tj-active',
  label: 'Training Jet: active',
  required: {},
  optional: {},
  eventTypes: ['TrainingJetUserActive'],
  subjects: {},
});
