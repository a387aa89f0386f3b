import * as t from 'io-ts';
import { list } from '../../domain/codecs/collections.js';
import { closed } from '../../domain/codecs/struct.js';
import { taggedUnion } from '../../domain/codecs/tagged-union.js';
import { CalendarDate, Weekday, weekdays } from '../../domain/codecs/time.js';
import { dateAt, startOf, weekdayOf } from '../calendar.js';
import { defineCondition } from '../condition.js';

const base = { type: t.literal('current-date') };

const settings = taggedUnion(
  'CurrentDate',
  {
    on: closed('on', { ...base, op: t.literal('on'), date: CalendarDate }),
    before: closed('before', { ...base, op: t.literal('before'), date: CalendarDate }),
    after: closed('after', { ...base, op: t.literal('after'), date: CalendarDate }),
    between: closed('between', { ...base, op: t.literal('between'), from: CalendarDate, to: CalendarDate }),
    weekday: closed('weekday', {
      ...base,
      op: t.literal('weekday'),
      weekdays: list(Weekday, { min: 1, max: 7 }),
    }),
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

/** The date at evaluation, in the flow's time zone. */
export const currentDate = defineCondition<Settings>({
  type: 'current-date',
  label: 'Current date',
  settings,
  fact: (condition, { now, timeZone }) => holdsOn(condition, dateAt(now, timeZone)),
  rule: () => ({ operator: 'equal', value: true }),
  found: (_condition, { now, timeZone }) => dateAt(now, timeZone),
  sentence,
  changes: (condition, { now, timeZone }) => {
    const today = dateAt(now, timeZone);
    const starts = (date: CalendarDate, days: readonly number[]) =>
      days.map((day) => startOf(date, timeZone, day));
    switch (condition.op) {
      case 'between':
        return [...starts(condition.from, [0]), ...starts(condition.to, [1])];
      case 'weekday':
        return starts(today, [1, 2, 3, 4, 5, 6, 7]);
      default:
        return starts(condition.date, [0, 1]);
    }
  },
});
