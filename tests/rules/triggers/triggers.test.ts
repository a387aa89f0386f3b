import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { Typed } from '../../../domain/codecs/json.js';
import type { LeadEvent } from '../../../domain/lead/events.js';
import { eventKeys, flowKeys, startsFlow } from '../../../rules/match-trigger.js';
import { eventTriggerTypes } from '../../../rules/triggers/index.js';
import { flowId, leadId } from '../../domain/samples.js';
import { leadEvent } from './lead-event.js';

type Settings = Readonly<Record<string, unknown>>;
/** An event, the settings with which it starts a flow, and those with which it does not. */
type Row = readonly [type: string, event: LeadEvent, starts: readonly Settings[], does: readonly Settings[]];

const url = 'https://example.com/p';
const message = { messageId: 'run.0' };
const call = { ...message, providerId: 'CA1' };
const template = { templateId: 'spring', version: 1 };
const account = { accountId: 'a-1' };
const plan = { ...account, subscriptionId: 's-1', planId: 'gold' };
const course = { ...account, courseId: 'cook' };
const read = { ...message, machine: false, template };
const wrote = (text: string): LeadEvent =>
  leadEvent('SmsReceived', { providerId: 'SM1', from: '+12025550123', to: '+15005550006', text });
const bounced = { permanent: true, address: 'ada@example.com', diagnostic: '550' };
const advertised = { platform: 'facebook', formId: 'f:1', adId: 'ad', campaignId: 'spring', fields: {} };

const rows: readonly Row[] = [
  [
    'page-visited',
    leadEvent('PageVisited', { url, pageId: 'home' }),
    [{}, { pageId: 'home' }],
    [{ pageId: 'shop' }],
  ],
  ['page-visited', leadEvent('PageVisited', { url }), [{}], [{ pageId: 'home' }]],
  [
    'file-downloaded',
    leadEvent('FileDownloaded', { url, fileId: 'guide', pageId: 'home' }),
    [{}, { fileId: 'guide' }, { pageId: 'home' }, { fileId: 'guide', pageId: 'home' }],
    [{ fileId: 'other' }, { fileId: 'guide', pageId: 'shop' }, { fileId: 'other', pageId: 'home' }],
  ],
  ['file-downloaded', leadEvent('FileDownloaded', { url }), [{}], [{ fileId: 'guide' }]],
  [
    'form-submitted',
    leadEvent('FormSubmitted', { formId: 'contact', fields: {}, pageId: 'home' }),
    [{}, { formId: 'contact' }, { formId: 'contact', pageId: 'home' }],
    [{ formId: 'home' }, { formId: 'contact', pageId: 'shop' }],
  ],
  [
    'order-form-submitted',
    leadEvent('OrderFormSubmitted', { formId: 'order', fields: {}, items: [{ productId: 'mug' }] }),
    [{}, { formId: 'order' }, { productId: 'mug' }],
    [{ formId: 'contact' }, { formId: 'order', productId: 'book' }],
  ],
  [
    'order-form-submitted',
    leadEvent('OrderFormSubmitted', { formId: 'order', fields: {} }),
    [{}],
    [{ productId: 'mug' }],
  ],
  [
    'lead-ad-form-submitted',
    leadEvent('LeadAdFormSubmitted', advertised),
    [{}, { platform: 'facebook' }, { formId: 'f:1', adId: 'ad', campaignId: 'spring', platform: 'facebook' }],
    [{ platform: 'tiktok' }, { formId: 'f:2' }, { adId: 'x' }, { campaignId: 'x', platform: 'facebook' }],
  ],
  [
    'added-to-cart',
    leadEvent('AddedToCart', { productId: 'mug' }),
    [{}, { productId: 'mug' }],
    [{ productId: 'book' }],
  ],
  [
    'removed-from-cart',
    leadEvent('RemovedFromCart', { productId: 'mug' }),
    [{}, { productId: 'mug' }],
    [{ productId: 'book' }],
  ],
  [
    'checkout-visited',
    leadEvent('CheckoutVisited', { pageId: 'pay', items: [{ productId: 'mug' }] }),
    [{}, { pageId: 'pay' }, { productId: 'mug', pageId: 'pay' }],
    [{ pageId: 'home' }, { productId: 'book', pageId: 'pay' }],
  ],
  ['checkout-visited', leadEvent('CheckoutVisited', {}), [{}], [{ pageId: 'pay' }, { productId: 'mug' }]],
  [
    'thank-you-page-visited',
    leadEvent('ThankYouPageVisited', { pageId: 'thanks' }),
    [{}, { pageId: 'thanks' }],
    [{ pageId: 'home' }],
  ],
  [
    'order-purchased',
    leadEvent('OrderPurchased', { items: [{ productId: 'book' }, { productId: 'course' }] }),
    [{}, { productId: 'book' }, { productId: 'course' }],
    [{ productId: 'mug' }],
  ],
  [
    'email-opened',
    leadEvent('EmailOpened', read),
    [{}, { templateId: 'spring' }, { includeMachine: true }, { includeMachine: false }],
    [{ templateId: 'autumn' }],
  ],
  [
    'email-opened',
    leadEvent('EmailOpened', { ...message, machine: true }),
    [{ includeMachine: true }],
    [{}, { includeMachine: false }, { includeMachine: true, templateId: 'spring' }],
  ],
  [
    'email-link-clicked',
    leadEvent('EmailLinkClicked', { ...read, url }),
    [{}, { templateId: 'spring' }, { url }, { templateId: 'spring', url }],
    [{ templateId: 'autumn' }, { templateId: 'spring', url: `${url}/q` }, { templateId: 'autumn', url }],
  ],
  [
    'email-link-clicked',
    leadEvent('EmailLinkClicked', { ...read, url, machine: true }),
    [{ includeMachine: true, url }],
    [{}, { url }],
  ],
  [
    'email-bounced',
    leadEvent('EmailBounced', { ...bounced, template }),
    [{}, { templateId: 'spring' }, { permanent: true }],
    [{ templateId: 'autumn' }, { permanent: false }],
  ],
  [
    'email-bounced',
    leadEvent('EmailBounced', { ...bounced, permanent: false }),
    [{}, { permanent: false }],
    [{ permanent: true }, { templateId: 'spring' }],
  ],
  ['sms-received', wrote('Hello'), [{}, { keyword: 'hello' }], [{ keyword: 'Hell' }]],
  ['sms-received', wrote(''), [{}], [{ keyword: 'Ja' }]],
  ['sms-received', wrote('?!'), [{}], [{ keyword: 'Ja' }]],
  ['sms-received', wrote(' „JA“, gern!'), [{ keyword: 'Ja' }], [{ keyword: 'gern' }]],
  ['sms-received', wrote('Straße 1'), [{ keyword: 'straße' }], [{ keyword: '1' }]],
  ['sms-received', wrote('Jahr'), [{ keyword: 'jahr' }], [{ keyword: 'Ja' }]],
  ['sms-delivered', leadEvent('SmsDelivered', call), [{}], []],
  ['call-answered', leadEvent('CallAnswered', call), [{}], []],
  [
    'call-ended',
    leadEvent('CallEnded', { ...call, status: 'no-answer' }),
    [{}, { status: 'no-answer' }],
    [{ status: 'completed' }],
  ],
  [
    'tag-added',
    leadEvent('TagAdded', { tag: 'vip' }),
    [{}, { tag: 'vip' }, { tag: ' vip ' }],
    [{ tag: 'VIP' }, { tag: '*' }],
  ],
  ['tag-added', leadEvent('TagAdded', { tag: '*' }), [{}, { tag: '*' }], [{ tag: 'vip' }]],
  ['tag-removed', leadEvent('TagRemoved', { tag: 'vip' }), [{}, { tag: 'vip' }], [{ tag: 'new' }]],
  [
    'product-added',
    leadEvent('ProductAdded', { productId: 'mug' }),
    [{}, { productId: 'mug' }],
    [{ productId: 'book' }],
  ],
  [
    'product-removed',
    leadEvent('ProductRemoved', { productId: 'mug' }),
    [{}, { productId: 'mug' }],
    [{ productId: 'book' }],
  ],
  [
    'attribute-changed',
    leadEvent('AttributesSet', { attributes: { city: 'Bonn', age: 40 } }),
    [{}, { attribute: 'city' }, { attribute: 'age' }],
    [{ attribute: 'Bonn' }],
  ],
  [
    'attribute-changed',
    leadEvent('AttributesRemoved', { names: ['city'] }),
    [{}, { attribute: 'city' }],
    [{ attribute: 'age' }],
  ],
  [
    'added-to-list',
    leadEvent('AddedToList', { listId: 'news' }),
    [{}, { listId: 'news' }],
    [{ listId: 'x' }],
  ],
  [
    'removed-from-list',
    leadEvent('RemovedFromList', { listId: 'news' }),
    [{}, { listId: 'news' }],
    [{ listId: 'x' }],
  ],
  ['tj-account-created', leadEvent('TrainingJetAccountCreated', account), [{}], []],
  [
    'tj-subscription-started',
    leadEvent('TrainingJetSubscriptionStarted', plan),
    [{}, { planId: 'gold' }],
    [{ planId: 's-1' }],
  ],
  [
    'tj-subscription-ended',
    leadEvent('TrainingJetSubscriptionEnded', plan),
    [{}, { planId: 'gold' }],
    [{ planId: 'silver' }],
  ],
  [
    'tj-course-started',
    leadEvent('TrainingJetCourseStarted', course),
    [{}, { courseId: 'cook' }],
    [{ courseId: 'sing' }],
  ],
  [
    'tj-course-completed',
    leadEvent('TrainingJetCourseCompleted', course),
    [{}, { courseId: 'cook' }],
    [{ courseId: 'sing' }],
  ],
  [
    'tj-step-completed',
    leadEvent('TrainingJetStepCompleted', { ...course, stepId: '1' }),
    [{}, { courseId: 'cook' }, { stepId: '1' }, { courseId: 'cook', stepId: '1' }],
    [{ courseId: 'sing', stepId: '1' }, { courseId: 'cook', stepId: '2' }, { stepId: 'cook' }],
  ],
  ['tj-active', leadEvent('TrainingJetUserActive', account), [{}], []],
  [
    'custom-event',
    leadEvent('CustomEventReceived', { name: 'Webinar attended' }),
    [{ name: 'Webinar attended' }],
    [{ name: 'Webinar' }, { name: '*' }, {}],
  ],
  ['lead-registered', leadEvent('LeadRegistered', { leadId }), [{}], []],
  [
    'unsubscribed',
    leadEvent('ConsentWithdrawn', { channel: 'sms', source: 'STOP' }),
    [{}, { channel: 'sms' }],
    [{ channel: 'email' }],
  ],
  ['by-hand', leadEvent('FlowRequested', { flowId: 'welcome' }), [{}], []],
  ['by-hand', leadEvent('FlowRequested', { flowId: 'goodbye' }), [], [{}]],
];

const trigger = (type: string, settings: Settings): Typed => decodeOrThrow(Typed, { type, ...settings });

describe('a trigger', () => {
  it.each(rows)('%s: %j starts flows with %j, and none with %j', (type, event, starts, does) => {
    const startedWith = (settings: Settings) =>
      startsFlow({ flowId, trigger: trigger(type, settings) }, event);
    expect(starts.filter((settings) => !startedWith(settings))).toEqual([]);
    expect(does.filter(startedWith)).toEqual([]);
  });

  it.each(rows)('%s: by %j, flows with %j are found', (type, event, starts) => {
    for (const settings of starts) {
      const keys = flowKeys({ flowId, trigger: trigger(type, settings) });
      expect(eventKeys(event).some((key) => keys.includes(key))).toBe(true);
    }
  });

  it.each(eventTriggerTypes)('$type waits for its own events only', ({ type, eventTypes }) => {
    const settings = rows.find(([name, , starts]) => name === type && starts.length > 0)?.[2][0] ?? {};
    const startedBy = rows.filter(([, event]) =>
      startsFlow({ flowId, trigger: trigger(type, settings) }, event),
    );
    expect(startedBy.length, `${type} is in the table`).toBeGreaterThan(0);
    const ownEvents: readonly string[] = [...eventTypes, 'FlowRequested'];
    expect(startedBy.filter(([, event]) => !ownEvents.includes(event.type))).toEqual([]);
  });

  it.each(eventTriggerTypes)('$type can be filtered by the data of its event', ({ type }) => {
    const row = rows.find(([name, , starts]) => name === type && starts.length > 0);
    if (row === undefined) return expect.fail(`${type} is not in the table`);
    const [, event, [settings]] = row;
    const where = [{ field: 'nowhere', op: 'exists' }];
    expect(startsFlow({ flowId, trigger: trigger(type, { ...settings, where }) }, event)).toBe(false);
    expect(startsFlow({ flowId, trigger: trigger(type, { ...settings, where: [] }) }, event)).toBe(true);
  });
});
