import { oneOf } from '../domain/codecs/text.js';
import type { TimeZone } from '../domain/codecs/time.js';
import type { RegisteredLead } from '../domain/lead/state.js';
import { leadTimeZone, leadTimeZones } from '../domain/lead/time-zone.js';
import type { Circumstances, Facts } from './condition.js';
import { constantly, type Filter } from './filter.js';
import type { FormField } from './form.js';

/** Whose clock a condition on the time reads: the lead's where its zone is known, or the flow's for all. */
export const ClockOf = oneOf('ClockOf', ['lead', 'flow']);
type ClockOf = 'lead' | 'flow' | undefined;

export const clockField: FormField = {
  name: 'zone',
  label: 'By the clock of',
  control: 'choice',
  options: [
    { value: 'lead', label: 'the lead, where its time zone is known' },
    { value: 'flow', label: 'the flow' },
  ],
};

const zoneOf = (lead: RegisteredLead): TimeZone | undefined =>
  Object.hasOwn(lead.attributes, 'timeZone') ? leadTimeZone(lead.attributes['timeZone']) : undefined;

/** The zone whose clock a condition reads. */
export const clockZone = (zone: ClockOf, { lead, timeZone }: Pick<Facts, 'lead' | 'timeZone'>): TimeZone =>
  zone === 'flow' ? timeZone : (zoneOf(lead) ?? timeZone);

/** The filter of a condition on the clock: it says in which zones it holds, and so for which leads. */
export const clockFilter = (
  zone: ClockOf,
  { timeZone }: Circumstances,
  holdsIn: (zone: TimeZone) => boolean,
): Filter => {
  if (zone === 'flow') return constantly(holdsIn(timeZone));
  const zones = leadTimeZones.filter(holdsIn);
  const known: Filter = { timeZone: { $in: zones } };
  return holdsIn(timeZone) ? { $or: [known, { timeZone: { $exists: false } }] } : known;
};
