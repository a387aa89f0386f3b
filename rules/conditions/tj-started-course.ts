import { courseCondition } from '../course-condition.js';

/** Started a course on Training Jet (this one, then). */
export const tjStartedCourse = courseCondition({
  type: 'tj-started-course',
  label: 'Training Jet: started course',
  list: 'coursesStarted',
  verb: 'started',
});
