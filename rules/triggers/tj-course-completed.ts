import { CourseId } from '../../domain/lead/training-jet-events.js';
import { defineTrigger } from '../trigger.js';

/** The lead completed a course (this course) on Training Jet. */
export const tjCourseCompleted = defineTrigger({
  type: 'tj-course-completed',
  label: 'Training Jet: course completed',
  required: {},
  optional: { courseId: CourseId },
  eventTypes: ['TrainingJetCourseCompleted'],
  subjects: { courseId: ({ data }) => [data.courseId] },
});
