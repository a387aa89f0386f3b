import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { FlowId } from '../../domain/codecs/ids.js';
import { Typed } from '../../domain/codecs/json.js';
import { type LeadEvent, leadEvents } from '../../domain/lead/events.js';
import { eventKeys, flowKeys, startsFlow, triggerFaults } from '../../rules/match-trigger.js';
import { eventTriggerTypes, triggerTypes } from '../../rules/triggers/index.js';
import { activity, flowId } from '../domain/samples.js';
import { arbitraryOf, fc, type Pools } from '../support/arbitraries.js';

const requested = (name: string) => activity('FlowRequested', { flowId: name });
const form = activity('FormSubmitted', { formId: 'contact', fields: {} });

describe('a request by name', () => {
  it('starts a flow of any type, whatever that asks of its own event', () => {
    const where = [{ field: 'fields.country', op: 'exists' }];
    for (const type of ['form-submitted', 'tag-added', 'by-hand', 'no-such-trigger']) {
      const flow = { flowId, trigger: { type, ...(type === 'by-hand' ? {} : { where }) } };
      expect(startsFlow(flow, requested('welcome')), type).toBe(true);
      expect(startsFlow(flow, requested('goodbye')), type).toBe(false);
    }
  });
});

describe('a trigger of an unknown type', () => {
  it('starts nothing by itself', () => {
    expect(startsFlow({ flowId, trigger: { type: 'constructor' } }, form)).toBe(false);
    expect(flowKeys({ flowId, trigger: { type: 'constructor' } })).toEqual(['by-name welcome']);
  });
});

describe('a trigger whose settings are not right', () => {
  it('starts nothing by itself', () => {
    const flow = { flowId, trigger: { type: 'form-submitted', formId: 'a b' } };
    expect(startsFlow(flow, form)).toBe(false);
    expect(flowKeys(flow)).toEqual(['by-name welcome']);
  });
});

describe('keys', () => {
  it('of an order name each product once', () => {
    const twice = activity('OrderPurchased', { items: [{ productId: 'book' }, { productId: 'book' }] });
    expect(eventKeys(twice)).toEqual(['order-purchased', 'order-purchased productId book']);
  });

  it('of a flow are its trigger and its name', () => {
    expect(flowKeys({ flowId, trigger: { type: 'form-submitted', formId: 'contact' } })).toEqual([
      'by-name welcome',
      'form-submitted formId contact',
    ]);
    expect(flowKeys({ flowId, trigger: { type: 'by-hand' } })).toEqual(['by-name welcome']);
  });

  it('name the narrowest setting, so that few flows are looked at', () => {
    const trigger = { type: 'tj-step-completed', courseId: 'cook', stepId: '1' };
    expect(flowKeys({ flowId, trigger })).toContain('tj-step-completed stepId 1');
  });
});

/** One word most of the time, so that they meet. */
const few = (word: string, other: string): fc.Arbitrary<string> => fc.constantFrom(word, word, word, other);
/** Each kind of id has words of its own, so that who looks for a word anywhere finds it where it belongs. */
const pools: Pools = {
  FlowId: few('welcome', 'goodbye'),
  FormId: few('form1', 'form2'),
  PageId: few('page1', 'page2'),
  ProductId: few('product1', 'product2'),
  FileId: few('file1', 'file2'),
  TemplateId: few('template1', 'template2'),
  ListId: few('list1', 'list2'),
  Tag: few('tag1', 'tag2'),
  Name: few('name 1', 'name 2'),
  AttributeName: few('attribute1', 'attribute2'),
  Url: few('https://example.com/1', 'https://example.com/2'),
  AdPlatform: few('platform 1', 'platform 2'),
  LeadAdFormId: few('lead form 1', 'lead form 2'),
  AdId: few('ad 1', 'ad 2'),
  CampaignId: few('campaign 1', 'campaign 2'),
  TrainingJetPlanId: few('plan 1', 'plan 2'),
  TrainingJetCourseId: few('course 1', 'course 2'),
  TrainingJetStepId: few('step 1', 'step 2'),
  Keyword: few('YES', 'NO'),
  string: few('yes, please', 'No!'),
  Json: fc.constant(7),
  'List<EventFilter>': fc.constant([]),
};

/** Every text in an event, and every name. */
const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return [...Object.keys(value), ...Object.values(value).flatMap(textsIn)];
};

const flagsFit = (trigger: Typed, event: LeadEvent): boolean => {
  if (event.type === 'EmailBounced') return trigger['permanent'] !== !event.data.permanent;
  return !('machine' in event.data && event.data.machine) || trigger['includeMachine'] === true;
};

/** Whether the trigger waits for such an event, and every text that it asks for is somewhere in there. */
const naive = ({ type, ...settings }: Typed, event: LeadEvent): boolean => {
  const texts =
    event.type === 'SmsReceived' ? [event.data.text.split(/\W/)[0]?.toUpperCase()] : textsIn(event.data);
  return (
    eventTriggerTypes.some((known) => known.type === type && known.eventTypes.includes(event.type)) &&
    Object.values(settings).every((setting) => typeof setting !== 'string' || texts.includes(setting)) &&
    flagsFit({ type, ...settings }, event)
  );
};

describe('looking up flows by keys', () => {
  const flowIds = arbitraryOf(FlowId, pools);
  it.each(eventTriggerTypes)('finds what $type starts, and looks at no flow of another type', (type) => {
    const triggers = arbitraryOf(type.settings, pools).filter(Typed.is);
    const own = leadEvents.filter(({ name }) => type.eventTypes.some((eventType) => eventType === name));
    const eventsOf = (codecs: typeof own) =>
      fc.oneof(...codecs.map((codec) => arbitraryOf<LeadEvent>(codec, pools)));
    const events = fc.oneof({ weight: 4, arbitrary: eventsOf(own) }, eventsOf(leadEvents.slice(0, 5)));
    let started = 0;
    fc.assert(
      fc.property(flowIds, triggers, events, (id, trigger, event) => {
        const flow = { flowId: id, trigger };
        const keys = flowKeys(flow);
        const found = eventKeys(event).some((key) => keys.includes(key));
        const starts = startsFlow(flow, event);
        const byName = event.type === 'FlowRequested' && event.data.flowId === id;
        expect(starts).toBe(event.type === 'FlowRequested' ? byName : naive(trigger, event));
        if (starts) expect(found).toBe(true);
        if (found && !byName) expect(type.eventTypes).toContain(event.type);
        started += starts ? 1 : 0;
      }),
      { numRuns: 300 },
    );
    expect(started).toBeGreaterThan(10);
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
    [{ type: 'call-ended', status: 'over' }, ['trigger.status']],
    [{ type: 'email-opened', includeMachine: 'yes' }, ['trigger.includeMachine']],
    [{ type: 'by-hand', flowId: 'welcome' }, ['trigger.flowId']],
    [{ type: 'constructor' }, ['trigger.type']],
    [{ type: 'page-visited', where: {} }, ['trigger.where']],
    [{ type: 'page-visited', where: [{ field: 'url', op: 'like', value: 'x' }] }, ['trigger.where[0].op']],
    [{ type: 'page-visited', where: [{ op: 'exists' }] }, ['trigger.where[0].field']],
    [{ type: 'page-visited', where: [{ field: 'a..b', op: 'exists' }] }, ['trigger.where[0].field']],
    [
      { type: 'page-visited', where: [{ field: 'n', op: 'between', value: [2, 1] }] },
      ['trigger.where[0].value'],
    ],
    [
      { type: 'page-visited', where: Array.from({ length: 21 }, () => ({ field: 'a', op: 'exists' })) },
      ['trigger.where'],
    ],
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
