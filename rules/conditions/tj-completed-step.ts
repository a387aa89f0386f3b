import * as t from 'io-ts';
import { closed } from '../../domain/codecs/struct.js';
import type { Instant } from '../../domain/codecs/time.js';
import type { Happened } from '../../domain/lead/happened.js';
import { CourseId, StepId } from '../../domain/lead/training-jet-events.js';
import { defineCondition } from '../condition.js';
import { isThen, thenChanges, thenFilter, thenWords } from '../date-rule.js';
import { When, whenFields } from '../when.js';

const settings = closed(
  'TjCompletedStep',
  { type: t.literal('tj-completed-step') },
  { courseId: CourseId, stepId: StepId, when: When },
);
type Settings = t.TypeOf<typeof settings>;

const times = ({ courseId, stepId }: Settings, { courseSteps }: Happened): readonly Instant[] =>
  courseSteps
    .filter((step) => courseId === undefined || step.courseId === courseId)
    .filter((step) => stepId === undefined || step.stepId === stepId)
    .map(({ lastAt }) => lastAt);

const sentence = ({ courseId, stepId, when }: Settings): string => {
  const step = stepId === undefined ? 'a step' : `the step “${stepId}”`;
  const course = courseId === undefined ? 'a course' : `the course “${courseId}”`;
  return `completed ${step} of ${course}${when === undefined ? '' : ` ${thenWords(when)}`}`;
};

/** Completed a step of a course on Training Jet (this one, then). */
export const tjCompletedStep = defineCondition<Settings>({
  type: 'tj-completed-step',
  label: 'Training Jet: completed step',
  settings,
  fact: (condition, facts) =>
    times(condition, facts.lead.happened).some(
      (at) => condition.when === undefined || isThen(condition.when, at, facts),
    ),
  rule: () => ({ operator: 'equal', value: true }),
  filter: ({ courseId, stepId, when }, circumstances) => ({
    'lead.happened.courseSteps': {
      $elemMatch: {
        courseId: courseId === undefined ? { $gt: '' } : { $eq: courseId },
        ...(stepId === undefined ? {} : { stepId: { $eq: stepId } }),
        ...(when === undefined ? {} : { lastAt: thenFilter(when, circumstances) }),
      },
    },
  }),
  found: (condition, { lead }) => times(condition, lead.happened).toSorted().at(-1) ?? null,
  changes: (condition, { lead, timeZone }) =>
    times(condition, lead.happened).flatMap((at) =>
      condition.when === undefined ? [] : thenChanges(condition.when, at, timeZone),
    ),
  sentence,
  form: [
    { name: 'courseId', label: 'Course', control: 'text' },
    { name: 'stepId', label: 'Step', control: 'text' },
    ...whenFields,
  ],
});
