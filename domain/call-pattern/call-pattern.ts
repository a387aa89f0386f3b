import * as t from 'io-ts';
import { list } from '../codecs/collections.js';
import { CallPatternId, ConnectionId } from '../codecs/ids.js';
import { integer } from '../codecs/numbers.js';
import { closed } from '../codecs/struct.js';
import { taggedUnion } from '../codecs/tagged-union.js';
import { body, line, pattern } from '../codecs/text.js';
import { Name, PhoneNumber } from '../codecs/values.js';
import { defineVersioned, type VersionedEvent } from '../versioned.js';

const Language = pattern('Language', /^[a-z]{2,3}(-[A-Z]{2})?$/, 'must be a language, such as en or de-DE');

/** What happens after the call is answered, one thing after the other. Texts may hold variables. */
export const CallStep = taggedUnion('CallStep', {
  say: closed(
    'CallStep.say',
    { type: t.literal('say'), text: body('SayText', 2000) },
    { language: Language },
  ),
  connect: closed('CallStep.connect', { type: t.literal('connect'), number: PhoneNumber }),
  pause: closed('CallStep.pause', {
    type: t.literal('pause'),
    seconds: integer('Seconds', { min: 1, max: 60 }),
  }),
  'hang-up': closed('CallStep.hangUp', { type: t.literal('hang-up') }),
});
export type CallStep = t.TypeOf<typeof CallStep>;

/** How a phone call goes. */
export const CallPatternContent = closed(
  'CallPatternContent',
  { name: Name, script: list(CallStep, { min: 1, max: 50 }) },
  {
    description: line('Description', 1000),
    connectionId: ConnectionId,
    /** The number that calls; the first of the connection unless given. */
    from: PhoneNumber,
    record: t.boolean,
  },
);
export type CallPatternContent = t.TypeOf<typeof CallPatternContent>;

export const callPatterns = defineVersioned('CallPattern', 'call pattern', CallPatternId, CallPatternContent);
export type CallPatternEvent = VersionedEvent<typeof callPatterns>;
