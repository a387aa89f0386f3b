import * as t from 'io-ts';
import { checked } from '../../domain/codecs/checked.js';
import { list } from '../../domain/codecs/collections.js';
import { closed } from '../../domain/codecs/struct.js';
import { taggedUnion } from '../../domain/codecs/tagged-union.js';
import { CalendarDate, Weekday, weekdays } from '../../domain/codecs/time.js';
import { dateAt, startOf, weekdayOf } from '../calendar.js';
import { point } from '../claim.js';
import { defineCondition } from '../condition.js';
import { dateField, datesOf, inOrder, rangeFields } from '../date-rule.js';
import { choice } from '../form.js';
import { ClockOf, clockField, clockFilter, clockZone } from '../lead-clock.js';

const base = { type: t.literal('current-date') };
const clock = { zone: ClockOf };

const settings = taggedUnion(
  'CurrentDate',
  {
    on: closed('on', { ...base, op: t.literal('on'), date: CalendarDate }, clock),
    before: closed('before', { ...base, op: t.literal('before'), date: CalendarDate }, clock),
    after: closed('after', { ...base, op: t.literal('after'), date: CalendarDate }, clock),
    between: checked(
      closed('between', { ...base, op: t.literal('between'), from: CalendarDate, to: CalendarDate }, clock),
      inOrder,
    ),
    weekday: closed(
      'weekday',
      { ...base, op: t.literal('weekday'), weekdays: list(Weekday, { min: 1, max: 7 }) },
      clock,
    ),
  },
  'op',
);
type Settings = t.TypeOf<typeof settings>;

const holdsOn = (condition: Settings, today: CalendarDate): boolean => {
  switch (condition.op) {
    case 'on':
      return today === condition.date;
    case 'before':
      return today < condition.date;
    case 'after':
      return today > condition.date;
    case 'between':
      return condition.from <= today && today <= condition.to;
    case 'weekday':
      return condition.weekdays.some((day) => weekdays.indexOf(day) + 1 === weekdayOf(today));
    default:
      return condition satisfies never;
  }
};

const sentence = (condition: Settings): string => {
  switch (condition.op) {
    case 'between':
      return `the date is from ${condition.from} to ${condition.to}`;
    case 'weekday':
      return `the day is ${condition.weekdays.join(' or ')}`;
    default:
      return `the date is ${condition.op} ${condition.date}`;
  }
};

/** The date at evaluation, by the clock of the lead or of the flow. */
export const currentDate = defineCondition<Settings>({
  type: 'current-date',
  label: 'Current date',
  settings,
  fact: (condition, facts) => holdsOn(condition, dateAt(facts.now, clockZone(condition.zone, facts))),
  rule: () => ({ operator: 'equal', value: true }),
  filter: (condition, circumstances) =>
    clockFilter(condition.zone, circumstances, (zone) => holdsOn(condition, dateAt(circumstances.now, zone))),
  found: ({ zone }, facts) => dateAt(facts.now, clockZone(zone, facts)),
  sentence,
  changes: (condition, facts) => {
    const starts = (date: CalendarDate, days: readonly number[]) =>
      days.map((day) => startOf(date, clockZone(condition.zone, facts), day));
    switch (condition.op) {
      case 'between':
        return [...starts(condition.from, [0]), ...starts(condition.to, [1])];
      case 'weekday':
        return [];
      default:
        return starts(condition.date, [0, 1]);
    }
  },
  next: (condition, facts) => {
    if (condition.op !== 'weekday') return undefined;
    const zone = clockZone(condition.zone, facts);
    return startOf(dateAt(facts.now, zone), zone, 1);
  },
  claims: (condition) => {
    const clockOf = condition.zone ?? 'lead';
    return condition.op === 'weekday'
      ? [{ about: `weekday by the clock of the ${clockOf}`, spans: condition.weekdays.map(point) }]
      : [{ about: `date by the clock of the ${clockOf}`, spans: datesOf(condition) }];
  },
  form: [
    choice('op', 'The date is', ['on', 'before', 'after', 'between', 'weekday'], { weekday: 'a weekday' }),
    { ...dateField, shownFor: { field: 'op', values: ['on', 'before', 'after'] } },
    ...rangeFields,
    {
      name: 'weekdays',
      label: 'Weekdays',
      control: 'choices',
      options: weekdays.map((day) => ({ value: day, label: day })),
      shownFor: { field: 'op', values: ['weekday'] },
    },
    clockField,
  ],
});
