import type * as t from 'io-ts';
import { DomainError } from '../domain/errors.js';
import type { ExistingFlow } from '../domain/flow/decider.js';
import type { Cohort, EmailGroup, EmailQuestion } from '../projections/figure-queries.js';
import { quantile } from '../projections/time-buckets.js';
import type { VersionFigures } from '../projections/version-figures.js';
import type { EmailStats, EmailStatsQuery, FlowCohort, FlowFunnel } from './figure-codecs.js';

const rateOf = (converted: number, all: number): { readonly conversionRate?: number } =>
  all === 0 ? {} : { conversionRate: Math.round((converted / all) * 10_000) / 10_000 };

/** A funnel, with the names that the flow gives to its steps. */
export const showFunnel =
  ({ versions }: ExistingFlow) =>
  (figures: VersionFigures): t.TypeOf<typeof FlowFunnel> => {
    const { _id, position, kind, flowId, flowVersion: version, steps, ...numbers } = figures;
    const definition = versions[version - 1];
    return {
      version,
      ...(definition === undefined ? {} : { name: definition.name }),
      ...numbers,
      ...rateOf(figures.goalReached, figures.entered + figures.movedIn - figures.movedOut),
      steps: steps.map((step) => {
        const { name, action } = definition?.steps[step.stepNo] ?? {};
        return {
          ...step,
          ...(name === undefined ? {} : { name }),
          ...(action === undefined ? {} : { action: action.type }),
        };
      }),
    };
  };

/** A week of entry, with its quantiles. */
export const showCohort = ({ timeToConvert: buckets, ...cohort }: Cohort): t.TypeOf<typeof FlowCohort> => {
  const [p50, p90] = [quantile(buckets, 0.5), quantile(buckets, 0.9)];
  return {
    ...cohort,
    ...rateOf(cohort.goalReached, cohort.entered),
    timeToConvert: {
      buckets,
      ...(p50 === undefined ? {} : { p50 }),
      ...(p90 === undefined ? {} : { p90 }),
    },
  };
};

/** What happened to e-mails; no mail server says that one was delivered: those are counted that did not bounce. */
export const showEmails = (group: EmailGroup): t.TypeOf<typeof EmailStats> => ({
  ...group,
  ofSent: { delivered: group.sent - group.ofSent.bounced, ...group.ofSent },
});

const day = 86_400_000;
const usualDays = 30;
const mostDays = 366;

const midnight = (date: string): number => Date.parse(`${date}T00:00:00Z`);
const dateAt = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

/**
 * What a query asks of the e-mails.
 * @throws DomainError `invalid` for days that are in the wrong order or too many
 */
export const emailQuestion = (
  { from, to, by = 'day', templateId }: EmailStatsQuery,
  now: string,
): EmailQuestion => {
  const last = to ?? dateAt(Date.parse(now));
  const first = from ?? dateAt(midnight(last) - (usualDays - 1) * day);
  const days = (midnight(last) - midnight(first)) / day + 1;
  if (days < 1) throw DomainError.invalid([{ path: 'from', message: `must not be after ${last}` }]);
  if (days > mostDays)
    throw DomainError.invalid([
      { path: 'from', message: `must not be more than ${mostDays - 1} days before ${last}` },
    ]);
  return { from: first, to: last, by, ...(templateId === undefined ? {} : { templateId }) };
};
