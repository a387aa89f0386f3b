import { courseCondition } from '../course-condition.js';

/** Completed a course on Training Jet (this one, then). */
export const tjCompletedCourse = courseCondition({
  type: 'tj-completed-course',
  label: 'Training Jet: completed course',
  list: 'coursesCompleted',
  verb: 'completed',
});
