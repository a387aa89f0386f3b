import * as t from 'io-ts';
import { closed } from '../../domain/codecs/struct.js';
import { PlanId } from '../../domain/lead/training-jet-events.js';
import { defineCondition } from '../condition.js';

const settings = closed('TjHasSubscription', { type: t.literal('tj-has-subscription') }, { planId: PlanId });

/** Is subscribed to a plan of Training Jet now (this one). */
export const tjHasSubscription = defineCondition<t.TypeOf<typeof settings>>({
  type: 'tj-has-subscription',
  label: 'Training Jet: has subscription',
  settings,
  fact: ({ planId }, { lead: { trainingJetPlans } }) =>
    planId === undefined ? trainingJetPlans.length > 0 : trainingJetPlans.includes(planId),
  rule: () => ({ operator: 'equal', value: true }),
  filter: ({ planId }) => ({
    'lead.trainingJetPlans': planId === undefined ? { $gt: '' } : { $eq: planId },
  }),
  found: (_settings, { lead }) => lead.trainingJetPlans,
  sentence: ({ planId }) => `is subscribed to ${planId === undefined ? 'a plan' : `the plan “${planId}”`}`,
  form: [{ name: 'planId', label: 'Plan', control: 'text' }],
});
