import * as t from 'io-ts';
import { closed } from '../../domain/codecs/struct.js';
import { defineTrigger } from '../trigger.js';

const settings = closed('CallAnsweredTrigger', { type: t.literal('call-answered') });

/** The lead, or a machine of theirs, answered a phone call. */
export const callAnswered = defineTrigger<t.TypeOf<typeof settings>, 'CallAnswered'>({
  type: 'call-answered',
  label: 'Call answered',
  settings,
  eventType: 'CallAnswered',
  subject: () => undefined,
  subjects: () => [],
});
