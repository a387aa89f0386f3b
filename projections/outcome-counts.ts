/** How often something came out so, for the same reason where there was one. */
export interface OutcomeCount<Outcome extends string> {
  readonly outcome: Outcome;
  readonly code?: string;
  readonly count: number;
}

/** Providers have many codes: beyond these they are counted as one. */
const maxReasons = 100;

/** The counts with one more for an outcome and its reason. */
export const countOutcome = <Outcome extends string>(
  counts: readonly OutcomeCount<Outcome>[],
  outcome: Outcome,
  reason?: string,
): readonly OutcomeCount<Outcome>[] => {
  const isKnown = counts.some((one) => one.outcome === outcome && one.code === reason);
  const code = isKnown || counts.length < maxReasons ? reason : 'other';
  const before = counts.find((one) => one.outcome === outcome && one.code === code);
  const after = { outcome, ...(code === undefined ? {} : { code }), count: (before?.count ?? 0) + 1 };
  return before === undefined ? [...counts, after] : counts.map((one) => (one === before ? after : one));
};
