import type { Instant } from '../codecs/time.js';
import type { Scalar } from '../codecs/values.js';

/** What a lead says of itself. */
export interface Described {
  readonly attributes: Readonly<Record<string, Scalar>>;
  /** When each attribute was last set or removed, so that a late event does not undo a newer one. */
  readonly attributesAt: Readonly<Record<string, Instant>>;
}

/** Whether nothing newer than `at` has been said about an attribute. */
const isOpenAt = ({ attributesAt }: Described, name: string, at: Instant): boolean => {
  const known = Object.hasOwn(attributesAt, name) ? attributesAt[name] : undefined;
  return known === undefined || known <= at;
};

const saidAt = (names: readonly string[], at: Instant) => Object.fromEntries(names.map((name) => [name, at]));

/** The first that is known of a lead. */
export const described = (attributes: Readonly<Record<string, Scalar>>, at: Instant): Described => ({
  attributes,
  attributesAt: saidAt(Object.keys(attributes), at),
});

/** Sets attributes as of `at`; those of which something newer is known stay. */
export const setAttributes = <T extends Described>(
  lead: T,
  changes: Readonly<Record<string, Scalar>>,
  at: Instant,
): T => {
  const newer = Object.entries(changes).filter(([name]) => isOpenAt(lead, name, at));
  return {
    ...lead,
    attributes: { ...lead.attributes, ...Object.fromEntries(newer) },
    attributesAt: {
      ...lead.attributesAt,
      ...saidAt(
        newer.map(([name]) => name),
        at,
      ),
    },
  };
};

/** Removes attributes as of `at`; those of which something newer is known stay. */
export const removeAttributes = <T extends Described>(lead: T, names: readonly string[], at: Instant): T => {
  const removed = names.filter((name) => isOpenAt(lead, name, at));
  return {
    ...lead,
    attributes: Object.fromEntries(
      Object.entries(lead.attributes).filter(([name]) => !removed.includes(name)),
    ),
    attributesAt: { ...lead.attributesAt, ...saidAt(removed, at) },
  };
};
