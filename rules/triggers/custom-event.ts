import { Name } from '../../domain/codecs/values.js';
import { defineTrigger } from '../trigger.js';

/** The lead caused an event of the client’s own making. */
export const customEvent = defineTrigger({
  type: 'custom-event',
  label: 'Custom event',
  required: { name: Name },
  optional: {},
  eventTypes: ['CustomEventReceived'],
  subjects: { name: ({ data }) => [data.name] },
});
