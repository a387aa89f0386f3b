import { defineTrigger } from '../trigger.js';

/** A text reached the phone of the lead. */
export const smsDelivered = defineTrigger({
  type: 'sms-delivered',
  label: 'SMS delivered',
  required: {},
  optional: {},
  eventTypes: ['SmsDelivered'],
  subjects: {},
});
