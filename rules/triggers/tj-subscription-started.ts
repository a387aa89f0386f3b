import { PlanId } from '../../domain/lead/training-jet-events.js';
import { defineTrigger } from '../trigger.js';

/** A subscription (to this plan) began on Training Jet. */
export const tjSubscriptionStarted = defineTrigger({
  type: 'tj-subscription-started',
  label: 'Training Jet: subscription started',
  required: {},
  optional: { planId: PlanId },
  eventTypes: ['TrainingJetSubscriptionStarted'],
  subjects: { planId: ({ data }) => [data.planId] },
});
