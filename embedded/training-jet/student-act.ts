import * as t from 'io-ts';
import type { EventType } from './events.js';
import { Email, Id, oneOf, readFields } from './fields.js';

const types = [
  'account.created',
  'subscription.started',
  'subscription.ended',
  'course.started',
  'course.completed',
  'step.completed',
  'user.active',
] as const satisfies readonly EventType[];

/** Something that a student does on the platform. */
export type StudentAct = { readonly email: string } & (
  | { readonly type: 'account.created' | 'user.active' }
  | { readonly type: 'subscription.started' | 'subscription.ended'; readonly planId: string }
  | { readonly type: 'course.started' | 'course.completed'; readonly courseId: string }
  | { readonly type: 'step.completed'; readonly courseId: string; readonly stepId: string }
);

const data = { email: t.unknown, planId: t.unknown, courseId: t.unknown, stepId: t.unknown };

/** Reads what a student is said to do. @throws Problem `invalid` that names every field that is wrong */
export const readStudentAct = (input: unknown): StudentAct => {
  const { type } = readFields({ type: oneOf(types) }, data, input);
  switch (type) {
    case 'account.created':
    case 'user.active':
      return { ...readFields({ type: Id, email: Email }, {}, input), type };
    case 'subscription.started':
    case 'subscription.ended':
      return { ...readFields({ type: Id, email: Email, planId: Id }, {}, input), type };
    case 'course.started':
    case 'course.completed':
      return { ...readFields({ type: Id, email: Email, courseId: Id }, {}, input), type };
    case 'step.completed':
      return { ...readFields({ type: Id, email: Email, courseId: Id, stepId: Id }, {}, input), type };
    default:
      return type satisfies never;
  }
};
