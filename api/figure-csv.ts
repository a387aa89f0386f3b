import type * as t from 'io-ts';
import type { Page } from '../projections/queries.js';
import { csvLine } from './csv.js';
import type { EmailStats, FlowCohort, FlowFunnel } from './figure-codecs.js';

type Cells = Parameters<typeof csvLine>[0];

/** How a file is made of what JSON shows: its columns, and the lines of one item. */
interface Table<Shown> {
  readonly columns: readonly string[];
  readonly lines: (item: Shown) => readonly Cells[];
}

type Funnel = t.TypeOf<typeof FlowFunnel>;
type Step = Funnel['steps'][number];

const runFigures = [
  'entered',
  'movedIn',
  'movedOut',
  'active',
  'completed',
  'goalReached',
  'exited',
  'cancelled',
] as const;
const stepFigures = ['waiting', 'scheduled', 'started', 'succeeded'] as const;
const reasonFigures = ['skipped', 'failed', 'cancelled', 'outcomeUnknown'] as const;
const outcomeOf = {
  skipped: 'skipped',
  failed: 'failed',
  cancelled: 'cancelled',
  outcomeUnknown: 'outcome-unknown',
};

const stepLines =
  (version: number) =>
  (step: Step): readonly Cells[] => {
    const place = [version, step.stepNo, step.name];
    return [
      ...stepFigures.map((name) => [...place, name, undefined, step[name]]),
      ...reasonFigures.flatMap((name): readonly Cells[] => {
        const reasons = step.reasons.filter(({ outcome }) => outcome === outcomeOf[name]);
        return reasons.length === 0
          ? [[...place, name, undefined, step[name]]]
          : reasons.map(({ code, count }) => [...place, name, code, count]);
      }),
    ];
  };

/** One line a figure, and a reason where there are any: the lines of a figure add up to it. */
export const funnelTable: Table<Funnel> = {
  columns: ['version', 'stepNo', 'stepName', 'figure', 'reason', 'count'],
  lines: (funnel) => [
    ...runFigures.map((name) => [funnel.version, undefined, undefined, name, undefined, funnel[name]]),
    ...funnel.declined.map(({ reason, count }) => [
      funnel.version,
      undefined,
      undefined,
      'declined',
      reason,
      count,
    ]),
    ...funnel.steps.flatMap(stepLines(funnel.version)),
  ],
};

const cohortColumns = [
  'week',
  'monday',
  'entered',
  'active',
  'completed',
  'goalReached',
  'exited',
  'cancelled',
  'conversionRate',
  'within1Day',
  'within7Days',
  'within30Days',
] as const;

/** One line a week. */
export const cohortTable: Table<t.TypeOf<typeof FlowCohort>> = {
  columns: [...cohortColumns, 'timeToConvert.p50', 'timeToConvert.p90'],
  lines: (cohort) => [
    [...cohortColumns.map((name) => cohort[name]), cohort.timeToConvert.p50, cohort.timeToConvert.p90],
  ],
};

const emailColumns = [
  'day',
  'templateId',
  'templateVersion',
  'sent',
  'opens',
  'machineOpens',
  'clicks',
  'machineClicks',
  'bounces',
  'permanentBounces',
  'complaints',
  'unsubscribes',
] as const;
const ofSentColumns = [
  'delivered',
  'opened',
  'machineOpened',
  'clicked',
  'machineClicked',
  'bounced',
  'complained',
  'unsubscribed',
] as const;

/** One line a day, template or version. */
export const emailTable: Table<t.TypeOf<typeof EmailStats>> = {
  columns: [...emailColumns, ...ofSentColumns.map((name) => `ofSent.${name}`)],
  lines: (emails) => [
    [...emailColumns.map((name) => emails[name]), ...ofSentColumns.map((name) => emails.ofSent[name])],
  ],
};

/** The pieces of a file, a page at a time. */
export const csvPieces = async function* <Item, Shown>(
  { columns, lines }: Table<Shown>,
  show: (item: Item) => Shown,
  first: Page<Item>,
  pageAfter: (after: string) => Promise<Page<Item>>,
): AsyncGenerator<string> {
  yield csvLine(columns);
  for (let page = first; ; ) {
    yield page.items.flatMap((item) => lines(show(item)).map(csvLine)).join('');
    if (page.next === undefined) return;
    page = await pageAfter(page.next);
  }
};
