import { Channel } from '../../domain/codecs/values.js';
import { defineTrigger } from '../trigger.js';

/** The lead does not want to be written to, or called, any more (in this channel). */
export const unsubscribed = defineTrigger({
  type: 'unsubscribed',
  label: 'Unsubscribed',
  required: {},
  optional: { channel: Channel },
  eventTypes: ['ConsentWithdrawn'],
  subjects: { channel: ({ data }) => [data.channel] },
});
