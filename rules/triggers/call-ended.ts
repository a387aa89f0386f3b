import { CallEnding } from '../../domain/lead/message-events.js';
import { defineTrigger } from '../trigger.js';

/** A phone call ended (in this way); only a completed one was answered. */
export const callEnded = defineTrigger({
  type: 'call-ended',
  label: 'Call ended',
  required: {},
  optional: { status: CallEnding },
  eventTypes: ['CallEnded'],
  subjects: { status: ({ data }) => [data.status] },
});
