type Value = string | number;

/** The values from one end to the other; no end on the side where there is none. `above` and `below` leave the end out. */
export interface Span {
  readonly from?: Value;
  readonly above?: Value;
  readonly to?: Value;
  readonly below?: Value;
}

/**
 * What a condition, where it holds, says of one value of the lead or of the time: that it is there and lies in one of the
 * spans. Claims about the same are what contradictions are found by.
 */
export interface Claim {
  /** What the value is of, and how it is measured: `attribute country as a number`. */
  readonly about: string;
  readonly spans: readonly Span[];
}

export const point = (value: Value): Span => ({ from: value, to: value });

const order = (one: Value, other: Value): number => {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (one === other) return 0;
  return one < other ? -1 : 1;
};

const endsBefore = (one: Span, other: Span): boolean => {
  const end = one.below ?? one.to;
  const start = other.above ?? other.from;
  if (end === undefined || start === undefined) return false;
  const gap = order(start, end);
  return gap > 0 || (gap === 0 && (one.below !== undefined || other.above !== undefined));
};

/** Whether no value is as both claims say. */
export const areDisjoint = (one: Claim, other: Claim): boolean =>
  one.about === other.about &&
  one.spans.every((span) => other.spans.every((that) => endsBefore(span, that) || endsBefore(that, span)));
