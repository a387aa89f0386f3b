import * as t from 'io-ts';
import { ConnectionId } from '../codecs/ids.js';
import { line } from '../codecs/text.js';
import { event } from '../event.js';

const id = (name: string) => line(name, 200);
export const CourseId = id('TrainingJetCourseId');
export const StepId = id('TrainingJetStepId');
export const SubscriptionId = id('TrainingJetSubscriptionId');
export type SubscriptionId = t.TypeOf<typeof SubscriptionId>;
export const PlanId = id('TrainingJetPlanId');
export type PlanId = t.TypeOf<typeof PlanId>;

/** Training Jet took our request; what it says of the subscription itself comes as reports. */
export const TrainingJetSubscriptionAdded = event('TrainingJetSubscriptionAdded', {
  connectionId: ConnectionId,
  planId: PlanId,
  subscriptionId: SubscriptionId,
  status: t.string,
});

const account = { accountId: id('TrainingJetAccountId') };

export const TrainingJetAccountCreated = event('TrainingJetAccountCreated', account);
const subscription = { ...account, subscriptionId: SubscriptionId, planId: PlanId };
export const TrainingJetSubscriptionStarted = event('TrainingJetSubscriptionStarted', subscription);
export const TrainingJetSubscriptionEnded = event('TrainingJetSubscriptionEnded', subscription);
const course = { ...account, courseId: CourseId };
export const TrainingJetCourseStarted = event('TrainingJetCourseStarted', course);
export const TrainingJetCourseCompleted = event('TrainingJetCourseCompleted', course);
export const TrainingJetStepCompleted = event('TrainingJetStepCompleted', {
  ...course,
  stepId: StepId,
});
/** The lead did something on the platform. */
export const TrainingJetUserActive = event('TrainingJetUserActive', account);

/** What Training Jet reports of a lead. */
export const trainingJetReports = [
  TrainingJetAccountCreated,
  TrainingJetSubscriptionStarted,
  TrainingJetSubscriptionEnded,
  TrainingJetCourseStarted,
  TrainingJetCourseCompleted,
  TrainingJetStepCompleted,
  TrainingJetUserActive,
] as const;

export type TrainingJetReport = t.TypeOf<(typeof trainingJetReports)[number]>;
