import { CourseId } from '../../domain/lead/training-jet-events.js';
import { defineTrigger } from '../trigger.js';

/** The lead began a course (this course) on Training Jet. */
export const tjCourseStarted = defineTrigger({
  type: 'tj-course-started',
  label: 'Training Jet: course started',
  required: {},
  optional: { courseId: CourseId },
  eventTypes: ['TrainingJetCourseStarted'],
  subjects: { courseId: ({ data }) => [data.courseId] },
});
