import { defineTrigger } from '../trigger.js';

/** The lead has an account on Training Jet from now on. */
export const tjAccountCreated = defineTrigger({
  type: 'tj-account-created',
  label: 'Training Jet: account created',
  required: {},
  optional: {},
  eventTypes: ['TrainingJetAccountCreated'],
  subjects: {},
});
