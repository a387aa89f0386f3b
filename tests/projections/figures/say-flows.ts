import type { FlowFigures } from '../../../projections/flow-figures.js';
import type { StepFigures, VersionFigures } from '../../../projections/version-figures.js';
import type { WeekFigures } from '../../../projections/week-figures.js';
import type { Tally } from './naive-flows.js';

type Said = readonly (readonly [sentence: string, count: number])[];

const runNames = [
  'entered',
  'movedIn',
  'movedOut',
  'active',
  'completed',
  'goalReached',
  'exited',
  'cancelled',
] as const;
const stepNames = [
  'waiting',
  'scheduled',
  'started',
  'succeeded',
  'skipped',
  'failed',
  'cancelled',
  'outcomeUnknown',
] as const;
const endOf = {
  skipped: 'StepSkipped',
  failed: 'StepFailed',
  cancelled: 'StepCancelled',
  'outcome-unknown': 'StepOutcomeUnknown',
} as const;
const eventTypeOf = (outcome: string): string =>
  Object.entries(endOf).find(([name]) => name === outcome)?.[1] ?? '';

const ofStep =
  (place: string) =>
  (step: StepFigures): Said => [
    ...stepNames.map((name) => [`${place} step ${step.stepNo} ${name}`, step[name]] as const),
    ...step.reasons.map(
      ({ outcome, code, count }) =>
        [`${place} step ${step.stepNo} ${eventTypeOf(outcome)} because ${code}`, count] as const,
    ),
  ];

const ofVersion = (doc: VersionFigures): Said => {
  const place = `${doc.flowId} v${doc.flowVersion}`;
  return [
    ...runNames.map((name) => [`${place} ${name}`, doc[name]] as const),
    ...doc.declined.map(({ reason, count }) => [`${place} declined ${reason}`, count] as const),
    ...doc.steps.flatMap(ofStep(place)),
  ];
};

const ofWeek = (doc: WeekFigures): Said => {
  const place = `${doc.flowId} v${doc.enteredVersion} in the week of ${doc.monday}`;
  return [
    ...(['entered', 'active', 'completed', 'goalReached', 'exited', 'cancelled'] as const).map(
      (name) => [`${place} ${name}`, doc[name]] as const,
    ),
    [`${place} within 1`, doc.within1Day],
    [`${place} within 7`, doc.within7Days],
    [`${place} within 30`, doc.within30Days],
  ];
};

/** What the documents say, in the sentences of the naive count; what is zero is not said. */
export const sayFlows = (docs: readonly FlowFigures[]): Tally =>
  Object.fromEntries(
    docs
      .flatMap((doc): Said => {
        switch (doc.kind) {
          case 'run':
            return [];
          case 'version':
            return ofVersion(doc);
          case 'week':
            return ofWeek(doc);
          default:
            return doc satisfies never;
        }
      })
      .filter(([, count]) => count !== 0)
      .sort(),
  );
