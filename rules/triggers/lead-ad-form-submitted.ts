import { leadAdFormSubmitted as activity } from '../../domain/lead/activity.js';
import { defineTrigger } from '../trigger.js';

const { input } = activity;

/** The lead filled in the form of an advertisement, on a platform such as Facebook. */
export const leadAdFormSubmitted = defineTrigger({
  type: 'lead-ad-form-submitted',
  label: 'Lead-ad form submitted',
  required: {},
  optional: {
    platform: input.required.platform,
    formId: input.required.formId,
    adId: input.optional.adId,
    campaignId: input.optional.campaignId,
  },
  eventTypes: ['LeadAdFormSubmitted'],
  subjects: {
    formId: ({ data }) => [data.formId],
    adId: ({ data }) => [data.adId],
    campaignId: ({ data }) => [data.campaignId],
    platform: ({ data }) => [data.platform],
  },
});
