import * as t from 'io-ts';
import { checked } from '../../domain/codecs/checked.js';
import { closed } from '../../domain/codecs/struct.js';
import { taggedUnion } from '../../domain/codecs/tagged-union.js';
import { TimeOfDay } from '../../domain/codecs/time.js';
import { clockChange, daysAfter, instantsOf, startOf, wallClockAt } from '../calendar.js';
import type { Span } from '../claim.js';
import { defineCondition } from '../condition.js';
import { choice } from '../form.js';
import { ClockOf, clockField, clockFilter, clockZone } from '../lead-clock.js';

const base = { type: t.literal('current-time') };
const clock = { zone: ClockOf };

const settings = taggedUnion(
  'CurrentTime',
  {
    between: checked(
      closed('between', { ...base, op: t.literal('between'), from: TimeOfDay, to: TimeOfDay }, clock),
      ({ from, to }) =>
        from === to ? { at: ['to'], message: `must not be ${from} too: no time lies between` } : undefined,
    ),
    before: checked(
      closed('before', { ...base, op: t.literal('before'), time: TimeOfDay }, clock),
      ({ time }) =>
        time === '00:00' ? { at: ['time'], message: 'must be after 00:00: no time is before it' } : undefined,
    ),
    after: closed('after', { ...base, op: t.literal('after'), time: TimeOfDay }, clock),
  },
  'op',
);
type Settings = t.TypeOf<typeof settings>;

/** @param time as `HH:MM:SS.mmm` */
const holdsAt = (condition: Settings, time: string): boolean => {
  switch (condition.op) {
    case 'before':
      return time < condition.time;
    case 'after':
      return time >= condition.time;
    case 'between': {
      const { from, to } = condition;
      return from < to ? from <= time && time < to : time >= from || time < to;
    }
    default:
      return condition satisfies never;
  }
};

const spansOf = (condition: Settings): readonly Span[] => {
  switch (condition.op) {
    case 'before':
      return [{ below: condition.time }];
    case 'after':
      return [{ from: condition.time }];
    case 'between': {
      const { from, to } = condition;
      return from < to ? [{ from, below: to }] : [{ from }, { below: to }];
    }
    default:
      return condition satisfies never;
  }
};

const boundaries = (condition: Settings): readonly string[] =>
  condition.op === 'between' ? [condition.from, condition.to] : ['00:00', condition.time];

const sentence = (condition: Settings): string =>
  condition.op === 'between'
    ? `the time is from ${condition.from} to ${condition.to}`
    : `the time is ${condition.op} ${condition.time}`;

/** The time of day at evaluation, by the clock of the lead or of the flow; a span may go past midnight. */
export const currentTime = defineCondition<Settings>({
  type: 'current-time',
  label: 'Current time',
  settings,
  fact: (condition, facts) =>
    holdsAt(condition, wallClockAt(facts.now, clockZone(condition.zone, facts)).time),
  rule: () => ({ operator: 'equal', value: true }),
  filter: (condition, circumstances) =>
    clockFilter(condition.zone, circumstances, (zone) =>
      holdsAt(condition, wallClockAt(circumstances.now, zone).time),
    ),
  found: ({ zone }, facts) => wallClockAt(facts.now, clockZone(zone, facts)).time.slice(0, 5),
  sentence,
  next: (condition, facts) => {
    const zone = clockZone(condition.zone, facts);
    const { date } = wallClockAt(facts.now, zone);
    // Three days: one of them may be without the time, or be skipped altogether.
    const times = [0, 1, 2].flatMap((days) =>
      boundaries(condition).flatMap((time) => instantsOf(daysAfter(date, days), time, zone)),
    );
    const jump = clockChange(facts.now, startOf(date, zone, 3), zone);
    return [...times, ...(jump === undefined ? [] : [jump])].filter((time) => time > facts.now).sort()[0];
  },
  claims: (condition) => [
    { about: `time by the clock of the ${condition.zone ?? 'lead'}`, spans: spansOf(condition) },
  ],
  form: [
    choice('op', 'The time is', ['between', 'before', 'after']),
    ...(['from', 'to'] as const).map((name) => ({
      name,
      label: name === 'from' ? 'From' : 'To',
      control: 'time' as const,
      shownFor: { field: 'op', values: ['between'] },
    })),
    { name: 'time', label: 'Time', control: 'time', shownFor: { field: 'op', values: ['before', 'after'] } },
    clockField,
  ],
});
