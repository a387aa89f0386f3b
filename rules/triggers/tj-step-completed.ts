import { CourseId, StepId } from '../../domain/lead/training-jet-events.js';
import { defineTrigger } from '../trigger.js';

/** The lead completed a step (of this course; this step) on Training Jet. */
export const tjStepCompleted = defineTrigger({
  type: 'tj-step-completed',
  label: 'Training Jet: step completed',
  required: {},
  optional: { courseId: CourseId, stepId: StepId },
  eventTypes: ['TrainingJetStepCompleted'],
  subjects: { stepId: ({ data }) => [data.stepId], courseId: ({ data }) => [data.courseId] },
});
