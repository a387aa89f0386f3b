import * as t from 'io-ts';
import { list } from '../codecs/collections.js';
import { integer } from '../codecs/numbers.js';
import { closed } from '../codecs/struct.js';
import { oneOf, pattern, RefinedType } from '../codecs/text.js';
import { Duration, TimeZone } from '../codecs/time.js';

/** On the clock of 24 hours. */
export const TimeOfDay = pattern('TimeOfDay', /^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time, such as 08:30');
export type TimeOfDay = t.TypeOf<typeof TimeOfDay>;

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export const Weekday = oneOf('Weekday', weekdays);
export type Weekday = t.TypeOf<typeof Weekday>;

const QuietHoursShape = closed(
  'QuietHours',
  /** `from` after `to` goes over midnight, and belongs to the day on which it begins. */
  { from: TimeOfDay, to: TimeOfDay },
  {
    /** The lead's own zone where it has one, else the flow's, unless a zone is named. */
    timeZone: TimeZone,
    /** Every day unless given. */
    days: list(Weekday, { min: 1, max: 7 }),
  },
);
type QuietHoursShape = t.TypeOf<typeof QuietHoursShape>;

/** When nothing goes out. Never the whole day, so that there is always a time when it does. */
export const QuietHours = new RefinedType<QuietHoursShape>(
  'QuietHours',
  QuietHoursShape.is,
  (input, context) => {
    const decoded = QuietHoursShape.validate(input, context);
    return decoded._tag === 'Right' && decoded.right.from === decoded.right.to
      ? t.failure(
          decoded.right.to,
          [...context, { key: 'to', type: TimeOfDay, actual: decoded.right.to }],
          'must differ from `from`',
        )
      : decoded;
  },
  { type: 'object' },
);
export type QuietHours = t.TypeOf<typeof QuietHours>;

const longest = 31 * 24 * 3600;

/** The seconds of a duration without months and years; a day has 24 hours. */
export const secondsOf = (duration: string): number => {
  const [, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] =
    /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$/.exec(duration) ?? [];
  return (
    ((Number(weeks) * 7 + Number(days)) * 24 + Number(hours)) * 3600 + Number(minutes) * 60 + Number(seconds)
  );
};

/** A duration of one second to 31 days, in which something is counted. */
export const Period = new RefinedType<Duration>(
  'Period',
  (input): input is Duration => Duration.is(input) && secondsOf(input) >= 1 && secondsOf(input) <= longest,
  (input, context) =>
    Duration.is(input) && secondsOf(input) >= 1 && secondsOf(input) <= longest
      ? t.success(input)
      : t.failure(input, context, 'must be a duration of 1 second to 31 days, such as PT1H or P7D'),
  { type: 'string', examples: ['PT1H', 'P7D'] },
);

/** At most `max` messages to one lead within any such period. The state of a lead remembers no more than 100. */
export const FrequencyCap = closed('FrequencyCap', {
  max: integer('CapMax', { min: 1, max: 100 }),
  per: Period,
});
export type FrequencyCap = t.TypeOf<typeof FrequencyCap>;

/** At most `max` messages through a connection within any such period. */
export const Throttle = closed('Throttle', {
  max: integer('ThrottleMax', { min: 1, max: 1_000_000 }),
  per: Period,
});
export type Throttle = t.TypeOf<typeof Throttle>;

/** What holds back the messages of a connection. Nothing does unless it is given. */
export const SendingLimits = closed(
  'SendingLimits',
  {},
  { quietHours: QuietHours, perLead: list(FrequencyCap, { min: 1, max: 10 }), throttle: Throttle },
);
export type SendingLimits = t.TypeOf<typeof SendingLimits>;
