import * as t from 'io-ts';
import { checked } from '../codecs/checked.js';
import { list } from '../codecs/collections.js';
import { integer } from '../codecs/numbers.js';
import { closed } from '../codecs/struct.js';
import { pattern, RefinedType } from '../codecs/text.js';
import { TimeOfDay, TimeZone, Weekday, weekdays } from '../codecs/time.js';
import { recentMessageCount } from '../lead/state.js';
import { millisecondsOf, Period } from './period.js';

/** On the clock of 24 hours. */
const EndTime = pattern(
  'TimeOfDay',
  /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/,
  'must be a time, such as 08:30 or 24:00',
);

const isHoursZone = (input: unknown): input is 'lead' | TimeZone => input === 'lead' || TimeZone.is(input);

/** The lead's own time zone, or one for all leads. */
const HoursZone = new RefinedType(
  'HoursZone',
  isHoursZone,
  (input, context) =>
    isHoursZone(input)
      ? t.success(input)
      : t.failure(input, context, 'must be lead or a time zone, such as Europe/Berlin'),
  { type: 'string', default: 'lead', examples: ['lead', 'Europe/Berlin'] },
);

/** When nothing goes out. Hours that go over midnight belong to the day on which they begin. */
export const QuietHours = checked(
  closed(
    'QuietHours',
    { from: TimeOfDay, to: EndTime },
    {
      /** The lead's unless given, and where that is not known the flow's. */
      timeZone: HoursZone,
      /** Every day unless given. */
      days: list(Weekday, { min: 1, max: 7 }),
    },
  ),
  ({ from, to, days = weekdays }) => {
    if (from === to)
      return { at: ['to'], message: 'must not be the same as from; a whole day is from 00:00 to 24:00' };
    return from === '00:00' && to === '24:00' && weekdays.every((day) => days.includes(day))
      ? { at: ['days'], message: 'must leave a day out: there would never be a time to send' }
      : undefined;
  },
);
export type QuietHours = t.TypeOf<typeof QuietHours>;

/** At most so many messages to one lead within any such period. A lead's state remembers no more messages. */
export const FrequencyCap = closed('FrequencyCap', {
  max: integer('CapMax', { min: 1, max: recentMessageCount }),
  per: Period,
});
export type FrequencyCap = t.TypeOf<typeof FrequencyCap>;

/** At most so many messages through a connection within any such period. */
export const Throttle = closed('Throttle', {
  max: integer('ThrottleMax', { min: 1, max: 1_000_000 }),
  per: Period,
});
export type Throttle = t.TypeOf<typeof Throttle>;

/** What holds messages back from one lead. */
export const leadLimits = { quietHours: QuietHours, perLead: list(FrequencyCap, { min: 1, max: 10 }) };

interface LeadLimits {
  readonly perLead?: readonly FrequencyCap[];
}

/** A cap that can never hold anything back, because another one always does before, is a slip of the pen. */
export const idleCapIn = ({ perLead = [] }: LeadLimits) => {
  const index = perLead.findIndex((cap, own) =>
    perLead.some(
      (other, its) =>
        other.max <= cap.max &&
        millisecondsOf(other.per) >= millisecondsOf(cap.per) &&
        (other.max < cap.max || millisecondsOf(other.per) > millisecondsOf(cap.per) || its < own),
    ),
  );
  return index === -1
    ? undefined
    : {
        at: ['perLead', String(index)] as const,
        message: 'never holds anything back: another cap is stricter, or the same',
      };
};

/** What holds back the messages of a connection. Nothing does unless it is given. */
export const SendingLimits = checked(
  closed('SendingLimits', {}, { ...leadLimits, throttle: Throttle }),
  idleCapIn,
);
export type SendingLimits = t.TypeOf<typeof SendingLimits>;
