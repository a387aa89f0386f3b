import { PlanId } from '../../domain/lead/training-jet-events.js';
import { defineTrigger } from '../trigger.js';

/** A subscription (to this plan) ended on Training Jet. */
export const tjSubscriptionEnded = defineTrigger({
  type: 'tj-subscription-ended',
  label: 'Training Jet: subscription ended',
  required: {},
  optional: { planId: PlanId },
  eventTypes: ['TrainingJetSubscriptionEnded'],
  subjects: { planId: ({ data }) => [data.planId] },
});
