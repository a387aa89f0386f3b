import * as t from 'io-ts';
import { integer } from '../../domain/codecs/numbers.js';
import { closed } from '../../domain/codecs/struct.js';
import { oneOf } from '../../domain/codecs/text.js';
import { type Instant, TimeOfDay } from '../../domain/codecs/time.js';
import { AttributeName } from '../../domain/codecs/values.js';
import { dateIn, nextAnniversary } from '../anniversary.js';
import { defineWatch } from '../define-watch.js';
import { ClockOf, clockZone } from '../lead-clock.js';
import { leave, type Outlook, planOf, type Sight, triggerEventOf } from '../watch.js';

const settings = closed(
  'DateOnLeadTrigger',
  {
    type: t.literal('date-on-lead'),
    attribute: AttributeName,
    every: oneOf('DateOnLeadEvery', ['once', 'year']),
    at: TimeOfDay,
  },
  { days: integer('DaysFromDate', { min: -366, max: 366 }), zone: ClockOf },
);
type Settings = t.TypeOf<typeof settings>;

const noDate = { code: 'no-date', message: 'The attribute has no date that is still to come.' };

/** When the day has come for the first time after `from`, by what the attribute says now. */
const nextOf = (
  { attribute, every, days = 0, at, zone }: Settings,
  { lead, timeZone }: Sight,
  from: Instant,
): Instant | undefined => {
  const date = dateIn(Object.hasOwn(lead.attributes, attribute) ? lead.attributes[attribute] : undefined);
  return date === undefined
    ? undefined
    : nextAnniversary(date, { every, days, at, zone: clockZone(zone, { lead, timeZone }) }, from);
};

/** The day of a date that an attribute of the lead says, once or in each year. */
export const dateOnLead = defineWatch<Settings, 'AttributesSet' | 'AttributesRemoved'>({
  type: 'date-on-lead',
  label: 'Date on the lead',
  settings,
  eventTypes: ['AttributesSet', 'AttributesRemoved'],
  subjectsOf: ({ type, data }) => (type === 'AttributesSet' ? Object.keys(data.attributes) : data.names),
  // Whose clock it is may change too.
  waitsFor: ({ attribute, zone }) => (zone === 'flow' ? [attribute] : [attribute, 'timeZone']),
  read: (trigger) => {
    const { attribute, zone } = trigger;
    const isAbout = (name: string): boolean => name === attribute || (zone !== 'flow' && name === 'timeZone');
    /** What has been dealt with does not come again. */
    const since = (at: Instant, { watch: { open, settled } }: Sight): Instant =>
      [at, open?.from ?? at, settled?.upTo ?? at].reduce((one, other) => (one < other ? other : one));
    return {
      fits: ({ type, data }) =>
        (type === 'AttributesSet' ? Object.keys(data.attributes) : data.names).some(isAbout),
      onEvent: (event, sight): Outlook => {
        const { open } = sight.watch;
        const from = since(event.metadata.occurredAt, sight);
        const dueAt = nextOf(trigger, sight, from);
        if (dueAt === undefined)
          return open === undefined ? leave : { kind: 'clear', upTo: from, reason: noDate };
        return open?.dueAt === dueAt
          ? leave
          : { kind: 'schedule', because: triggerEventOf(event), from, dueAt };
      },
      onDue: (open, sight): Outlook => {
        const dueAt = nextOf(trigger, sight, open.from);
        if (dueAt === undefined) return { kind: 'clear', upTo: open.from, reason: noDate };
        const due = { ...planOf(open), dueAt };
        if (dueAt > sight.now) return { kind: 'schedule', ...due };
        const again = nextOf(trigger, sight, dueAt);
        const next = again === undefined ? {} : { next: { ...due, from: dueAt, dueAt: again } };
        return { kind: 'fire', ...due, ...next };
      },
      onActivation: {
        filter: { 'attributes.name': attribute },
        look: (activatedAt, sight): Outlook => {
          const from = since(activatedAt, sight);
          const dueAt = nextOf(trigger, sight, from);
          return sight.watch.open !== undefined || dueAt === undefined
            ? leave
            : { kind: 'schedule', from, dueAt };
        },
      },
    };
  },
});
