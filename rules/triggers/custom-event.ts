import * as t from 'io-ts';
import { closed } from '../../domain/codecs/struct.js';
import { Name } from '../../domain/codecs/values.js';
import { defineTrigger } from '../trigger.js';

const settings = closed('CustomEventTrigger', { type: t.literal('custom-event'), name: Name });

/** The lead caused an event of the client's own making. */
export const customEvent = defineTrigger<t.TypeOf<typeof settings>, 'CustomEventReceived'>({
  type: 'custom-event',
  label: 'Custom event',
  settings,
  eventType: 'CustomEventReceived',
  subject: ({ name }) => name,
  subjects: ({ data }) => [data.name],
});
