import * as t from 'io-ts';
import { closed } from '../domain/codecs/struct.js';
import type { Instant } from '../domain/codecs/time.js';
import type { Happened } from '../domain/lead/happened.js';
import { CourseId } from '../domain/lead/training-jet-events.js';
import { type ConditionType, defineCondition } from './condition.js';
import { isThen, thenChanges, thenFilter, thenWords } from './date-rule.js';
import { When, whenFields } from './when.js';

interface Course {
  readonly type: string;
  readonly label: string;
  /** The list of tallies in what happened. */
  readonly list: 'coursesStarted' | 'coursesCompleted';
  readonly verb: string;
}

/** A condition on courses of Training Jet: any one that fits is enough, each by the latest time that it happened. */
export const courseCondition = <const Type extends string>({
  type,
  label,
  list,
  verb,
}: Course & { readonly type: Type }): ConditionType => {
  const settings = closed(label, { type: t.literal(type) }, { courseId: CourseId, when: When });
  type Settings = t.TypeOf<typeof settings>;
  const times = ({ courseId }: Settings, happened: Happened): readonly Instant[] =>
    happened[list]
      .filter((course) => courseId === undefined || course.courseId === courseId)
      .map(({ lastAt }) => lastAt);
  return defineCondition<Settings>({
    type,
    label,
    settings,
    fact: (condition, facts) =>
      times(condition, facts.lead.happened).some(
        (at) => condition.when === undefined || isThen(condition.when, at, facts),
      ),
    rule: () => ({ operator: 'equal', value: true }),
    filter: ({ courseId, when }, circumstances) => ({
      [`lead.happened.${list}`]: {
        $elemMatch: {
          courseId: courseId === undefined ? { $gt: '' } : { $eq: courseId },
          ...(when === undefined ? {} : { lastAt: thenFilter(when, circumstances) }),
        },
      },
    }),
    found: (condition, { lead }) => times(condition, lead.happened).toSorted().at(-1) ?? null,
    changes: (condition, { lead, timeZone }) =>
      times(condition, lead.happened).flatMap((at) =>
        condition.when === undefined ? [] : thenChanges(condition.when, at, timeZone),
      ),
    sentence: ({ courseId, when }) =>
      `${verb} ${courseId === undefined ? 'a course' : `the course “${courseId}”`}${when === undefined ? '' : ` ${thenWords(when)}`}`,
    form: [{ name: 'courseId', label: 'Course', control: 'text' }, ...whenFields],
  });
};
