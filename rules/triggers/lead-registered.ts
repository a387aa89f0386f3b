import { defineTrigger } from '../trigger.js';

/** The lead is known from now on. */
export const leadRegistered = defineTrigger({
  type: 'lead-registered',
  label: 'Lead registered',
  required: {},
  optional: {},
  eventTypes: ['LeadRegistered'],
  subjects: {},
});
