import * as t from 'io-ts';
import { list } from '../domain/codecs/collections.js';
import { FlowId, TemplateId } from '../domain/codecs/ids.js';
import { between, integer } from '../domain/codecs/numbers.js';
import { closed, open } from '../domain/codecs/struct.js';
import { oneOf } from '../domain/codecs/text.js';
import { CalendarDate } from '../domain/codecs/time.js';
import { FlowVersion } from '../domain/flow/events.js';
import { StepNo } from '../domain/run/events.js';
import { VersionNumber } from '../domain/versioned.js';
import { numberInText, pageFields, pageOf, unbounded } from './codecs.js';

const format = oneOf('FigureFormat', ['json', 'csv']);
const count = integer('Count', { min: 0, max: Number.MAX_SAFE_INTEGER });
const Rate = between('Rate', { min: 0, max: 1 });
const rate = { conversionRate: Rate };

export const FlowPath = closed('FlowPath', { flowId: FlowId });
/** The `version` of a flow, or all of them; `format` is that of the answer, whatever Accept says. */
export const FlowFiguresQuery = closed(
  'FlowFiguresQuery',
  {},
  { ...pageFields, version: numberInText(FlowVersion), format },
);
export type FlowFiguresQuery = t.TypeOf<typeof FlowFiguresQuery>;

const ends = { completed: count, goalReached: count, exited: count, cancelled: count };

const StepFunnel = open(
  'StepFunnel',
  {
    stepNo: StepNo,
    waiting: count,
    scheduled: count,
    started: count,
    succeeded: count,
    skipped: count,
    failed: count,
    cancelled: count,
    outcomeUnknown: count,
    reasons: list(open('StepReasonCount', { outcome: t.string, count }, { code: t.string }), unbounded),
  },
  { name: t.string, action: t.string },
);

export const FlowFunnel = open(
  'FlowFunnel',
  {
    version: FlowVersion,
    entered: count,
    declined: list(open('DeclinedCount', { reason: t.string, count }), unbounded),
    movedIn: count,
    movedOut: count,
    active: count,
    ...ends,
    steps: list(StepFunnel, unbounded),
  },
  { name: t.string, ...rate },
);
export const FlowFunnels = pageOf('FlowFunnels', FlowFunnel);

export const FlowCohort = open(
  'FlowCohort',
  {
    week: t.string,
    monday: t.string,
    entered: count,
    active: count,
    ...ends,
    within1Day: count,
    within7Days: count,
    within30Days: count,
    timeToConvert: open(
      'TimeToConvert',
      { buckets: list(open('TimeBucket', { upTo: count, count }), unbounded) },
      { p50: count, p90: count },
    ),
  },
  rate,
);
export const FlowCohorts = pageOf('FlowCohorts', FlowCohort);

const Grouping = oneOf('EmailGrouping', ['day', 'template', 'version']);
/** The days, in UTC, are both included: the last 30 unless given, 366 at most. */
export const EmailStatsQuery = closed(
  'EmailStatsQuery',
  {},
  { ...pageFields, templateId: TemplateId, from: CalendarDate, to: CalendarDate, by: Grouping, format },
);
export type EmailStatsQuery = t.TypeOf<typeof EmailStatsQuery>;

export const EmailStats = open(
  'EmailStats',
  {
    sent: count,
    opens: count,
    machineOpens: count,
    clicks: count,
    machineClicks: count,
    bounces: count,
    permanentBounces: count,
    complaints: count,
    unsubscribes: count,
    ofSent: open('EmailsOfSent', {
      delivered: count,
      opened: count,
      machineOpened: count,
      clicked: count,
      machineClicked: count,
      bounced: count,
      complained: count,
      unsubscribed: count,
    }),
  },
  { day: t.string, templateId: TemplateId, templateVersion: VersionNumber },
);
export const EmailStatsPage = pageOf('EmailStatsPage', EmailStats);
