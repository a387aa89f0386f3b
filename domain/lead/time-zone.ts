import { TimeZone } from '../codecs/time.js';

const canonical = (name: string): string =>
  new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;

// Of these the platform knows more than it lists.
const fixedOffsets = Array.from({ length: 27 }, (_, index) => index - 12)
  .filter((hours) => hours !== 0)
  .map((hours) => `Etc/GMT${hours < 0 ? hours : `+${hours}`}`)
  .filter(TimeZone.is);

/** Every zone that a lead can be in, each under one name. */
export const leadTimeZones: readonly TimeZone[] = [
  ...new Set(
    [...Intl.supportedValuesOf('timeZone'), ...fixedOffsets, 'UTC'].map(canonical).filter(TimeZone.is),
  ),
];

const isLeadTimeZone: ReadonlySet<string> = new Set(leadTimeZones);

/**
 * The zone that a lead's attribute `timeZone` names, under the one name that the platform has for it;
 * `undefined` where it names none.
 */
export const leadTimeZone = (value: unknown): TimeZone | undefined => {
  if (!TimeZone.is(value)) return undefined;
  const name = canonical(value);
  return TimeZone.is(name) && isLeadTimeZone.has(name) ? name : undefined;
};
