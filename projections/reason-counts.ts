/** How often something came out so, for this reason. */
export interface ReasonCount<Outcome extends string> {
  readonly outcome: Outcome;
  readonly code: string;
  readonly count: number;
}

/** Providers have many codes: what comes after so many is counted as `other`. */
const maxReasons = 100;

/** The counts with one more for an outcome and its reason. */
export const countReason = <Outcome extends string>(
  counts: readonly ReasonCount<Outcome>[],
  outcome: Outcome,
  reason: string,
): readonly ReasonCount<Outcome>[] => {
  const isKnown = counts.some((one) => one.outcome === outcome && one.code === reason);
  const code = isKnown || counts.length < maxReasons ? reason : 'other';
  const before = counts.find((one) => one.outcome === outcome && one.code === code);
  const after = { outcome, code, count: (before?.count ?? 0) + 1 };
  return before === undefined ? [...counts, after] : counts.map((one) => (one === before ? after : one));
};
