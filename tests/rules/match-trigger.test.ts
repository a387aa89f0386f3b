import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { Typed } from '../../domain/codecs/json.js';
import { PhoneNumber } from '../../domain/codecs/values.js';
import type { LeadEvent } from '../../domain/lead/events.js';
import { eventKeys, flowKeys, startsFlow, triggerFaults } from '../../rules/match-trigger.js';
import { triggerTypes } from '../../rules/triggers/index.js';
import { activity, flowId, tag } from '../domain/samples.js';

const form = activity('FormSubmitted', { formId: 'contact', fields: {} });
const visit = activity('PageVisited', { url: 'https://example.com/', pageId: 'home' });
const elsewhere = activity('PageVisited', { url: 'https://example.com/' });
const order = activity('OrderPurchased', { items: [{ productId: 'book' }, { productId: 'course' }] });
const signal = activity('CustomEventReceived', { name: 'Webinar attended' });
const tagged: LeadEvent = { type: 'TagAdded', data: { tag: tag('vip') } };
const starTagged: LeadEvent = { type: 'TagAdded', data: { tag: tag('*') } };
const number = (text: string): PhoneNumber => decodeOrThrow(PhoneNumber, text);
const wrote = (text: string): LeadEvent => ({
  type: 'SmsReceived',
  data: { providerId: 'SM1', from: number('+12025550123'), to: number('+15005550006'), text },
});
const answered: LeadEvent = { type: 'CallAnswered', data: { messageId: 'run.0', providerId: 'CA1' } };
const requested = (name: string) => activity('FlowRequested', { flowId: name });

type Row = readonly [trigger: Typed, event: LeadEvent, starts: boolean];

const rows: readonly Row[] = [
  [{ type: 'form-submitted' }, form, true],
  [{ type: 'form-submitted', formId: 'contact' }, form, true],
  [{ type: 'form-submitted', formId: 'order' }, form, false],
  [{ type: 'form-submitted' }, visit, false],
  [{ type: 'page-visited' }, visit, true],
  [{ type: 'page-visited' }, elsewhere, true],
  [{ type: 'page-visited', pageId: 'home' }, visit, true],
  [{ type: 'page-visited', pageId: 'home' }, elsewhere, false],
  [{ type: 'page-visited', pageId: 'shop' }, visit, false],
  [{ type: 'page-visited' }, form, false],
  [{ type: 'order-purchased' }, order, true],
  [{ type: 'order-purchased', productId: 'course' }, order, true],
  [{ type: 'order-purchased', productId: 'mug' }, order, false],
  [{ type: 'order-purchased' }, signal, false],
  [{ type: 'custom-event', name: 'Webinar attended' }, signal, true],
  [{ type: 'custom-event', name: 'Webinar' }, signal, false],
  [{ type: 'custom-event', name: '*' }, signal, false],
  [{ type: 'custom-event', name: 'Webinar attended' }, form, false],
  [{ type: 'tag-added' }, tagged, true],
  [{ type: 'tag-added', tag: 'vip' }, tagged, true],
  [{ type: 'tag-added', tag: 'VIP' }, tagged, false],
  [{ type: 'tag-added', tag: '*' }, tagged, false],
  [{ type: 'tag-added', tag: '*' }, starTagged, true],
  [{ type: 'tag-added' }, { type: 'TagRemoved', data: { tag: tag('vip') } }, false],
  [{ type: 'sms-received' }, wrote('Hello'), true],
  [{ type: 'sms-received' }, wrote(''), true],
  [{ type: 'sms-received', keyword: 'Ja' }, wrote(' „JA“, gern!'), true],
  [{ type: 'sms-received', keyword: 'straße' }, wrote('Straße 1'), true],
  [{ type: 'sms-received', keyword: 'Ja' }, wrote('Na ja'), false],
  [{ type: 'sms-received', keyword: 'Ja' }, wrote('Jahr'), false],
  [{ type: 'sms-received', keyword: 'Ja' }, wrote('?!'), false],
  [{ type: 'sms-received' }, answered, false],
  [{ type: 'call-answered' }, answered, true],
  [{ type: 'call-answered' }, wrote('Hello'), false],
  [{ type: 'by-hand' }, requested('welcome'), true],
  [{ type: 'by-hand' }, requested('goodbye'), false],
  [{ type: 'by-hand' }, form, false],
];

describe('a trigger', () => {
  it.each(rows)('%j: %j starts the flow: %s', (trigger, event, starts) => {
    expect(startsFlow({ flowId, trigger }, event)).toBe(starts);
  });

  it.each(triggerTypes)('$type is tried above, with and without success', ({ type }) => {
    const outcomes = new Set(rows.filter(([trigger]) => trigger.type === type).map(([, , starts]) => starts));
    expect(outcomes).toEqual(new Set([true, false]));
  });

  it('of any type lets the flow be started by its name', () => {
    for (const type of ['form-submitted', 'tag-added', 'by-hand', 'no-such-trigger']) {
      const flow = { flowId, trigger: { type } };
      expect(startsFlow(flow, requested('welcome')), type).toBe(true);
      expect(startsFlow(flow, requested('goodbye')), type).toBe(false);
    }
  });

  it('of an unknown type starts nothing by itself', () => {
    expect(startsFlow({ flowId, trigger: { type: 'constructor' } }, form)).toBe(false);
  });
});

describe('keys', () => {
  it('of an order name each product once', () => {
    const twice = activity('OrderPurchased', { items: [{ productId: 'book' }, { productId: 'book' }] });
    expect(eventKeys(twice)).toEqual(['OrderPurchased', 'OrderPurchased book']);
  });

  it('of a flow are its trigger and its name', () => {
    expect(flowKeys({ flowId, trigger: { type: 'form-submitted', formId: 'contact' } })).toEqual([
      'FlowRequested welcome',
      'FormSubmitted contact',
    ]);
    expect(flowKeys({ flowId, trigger: { type: 'by-hand' } })).toEqual(['FlowRequested welcome']);
  });
});

describe('the settings of a trigger', () => {
  it.each([
    [{ type: 'form-submitted' }, []],
    [{ type: 'form-submitted', formId: 'a b' }, ['trigger.formId']],
    [{ type: 'form-submitted', form: 'contact' }, ['trigger.form']],
    [{ type: 'custom-event' }, ['trigger.name']],
    [{ type: 'sms-received', keyword: 'two words' }, ['trigger.keyword']],
    [{ type: 'sms-received', keyword: '' }, ['trigger.keyword']],
    [{ type: 'call-answered', patternId: 'p' }, ['trigger.patternId']],
    [{ type: 'by-hand', flowId: 'welcome' }, ['trigger.flowId']],
    [{ type: 'constructor' }, ['trigger.type']],
  ])('%j have faults at %j', (trigger, paths) => {
    expect(triggerFaults(decodeOrThrow(Typed, trigger), 'trigger').map(({ path }) => path)).toEqual(paths);
  });

  it('of an unknown type are answered with the known types', () => {
    expect(triggerFaults({ type: 'eclipse' }, 'trigger')).toEqual([
      {
        path: 'trigger.type',
        message: `must be one of ${triggerTypes.map(({ type }) => type).join(', ')}`,
      },
    ]);
  });
});
