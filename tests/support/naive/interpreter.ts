import { type Instant, TimeZone } from '../../../domain/codecs/time.js';
import { AttributeName, Scalar } from '../../../domain/codecs/values.js';
import type { Recorded } from '../../../domain/event.js';
import type { ConditionTree } from '../../../domain/flow/condition-tree.js';
import type { Funnel } from '../../../domain/funnel/funnel.js';
import { activities } from '../../../domain/lead/activity.js';
import type { LeadEvent } from '../../../domain/lead/events.js';
import { compares, type Settings, textIn } from './comparison.js';
import { matches } from './url.js';
import { before, startOfDate, wallAt } from './zone.js';

/*
 * What conditions mean, read off the events of a lead one by one: docs/conditions.md put into code in the plainest way,
 * without the state, the tallies, the rules and the filters of Leadline. It is the third judge where those two differ.
 */

type Events = readonly Recorded<LeadEvent>[];

export interface Circumstances {
  readonly now: Instant;
  readonly timeZone: TimeZone;
  readonly funnels: ReadonlyMap<string, Funnel>;
}

const at = (event: Recorded<LeadEvent>): number => Date.parse(event.metadata.occurredAt);

/** In the order in which things happened; at the same instant as the log has them. */
const inOrder = (events: Events): Events =>
  events.toSorted((one, other) => at(one) - at(other) || one.revision - other.revision);

const latest = (events: Events): number | undefined => {
  const times = events.map(at);
  return times.length === 0 ? undefined : Math.max(...times);
};

type Attributes = ReadonlyMap<string, Scalar>;

const attributesOf = (events: Events): Attributes => {
  const attributes = new Map<string, Scalar>();
  for (const event of inOrder(events))
    switch (event.type) {
      case 'LeadRegistered':
        if (event.data.email !== undefined) attributes.set('email', event.data.email);
        break;
      case 'FormSubmitted':
      case 'OrderFormSubmitted':
      case 'LeadAdFormSubmitted':
        for (const [name, value] of Object.entries(event.data.fields))
          if (AttributeName.is(name) && Scalar.is(value) && value !== '') attributes.set(name, value);
        break;
      case 'AttributesSet':
        for (const [name, value] of Object.entries(event.data.attributes)) attributes.set(name, value);
        break;
      case 'AttributesRemoved':
        for (const name of event.data.names) attributes.delete(name);
        break;
      default:
    }
  return attributes;
};

/** Whether what was said last says that it is there. */
const isThere = (events: Events, says: (event: Recorded<LeadEvent>) => boolean | undefined): boolean =>
  inOrder(events).reduce((there, event) => says(event) ?? there, false);

const clockZone = (settings: Settings, events: Events, timeZone: TimeZone): TimeZone => {
  const own = attributesOf(events).get('timeZone');
  return settings['zone'] !== 'flow' && TimeZone.is(own) ? own : timeZone;
};

const buys = (event: Recorded<LeadEvent>, productId: string | undefined): boolean =>
  event.type === 'OrderPurchased' && event.data.items.some((item) => item.productId === productId);

interface OnPage {
  readonly pageId?: string;
  readonly url?: string;
}

const isOn = (page: OnPage, { pageId, url }: OnPage): boolean =>
  pageId === undefined
    ? url !== undefined && page.url !== undefined && matches(page.url, url)
    : page.pageId === pageId;

/** The page on which something happened, if it did on one. */
const placeOf = (event: Recorded<LeadEvent>): OnPage | undefined => {
  switch (event.type) {
    case 'PageVisited':
    case 'PageLeft':
    case 'FormSubmitted':
    case 'OrderFormSubmitted':
    case 'AddedToCart':
    case 'RemovedFromCart':
    case 'CheckoutVisited':
    case 'ThankYouPageVisited':
      return event.data;
    case 'FileDownloaded':
      return event.data.pageId === undefined ? {} : { pageId: event.data.pageId };
    default:
      return undefined;
  }
};

const isInFunnel = (events: Events, funnel: Funnel | undefined): boolean =>
  funnel !== undefined &&
  events.some((event) => {
    const place = placeOf(event);
    if (place !== undefined && funnel.pages.some((page) => isOn(place, page))) return true;
    return isForm(event) && (funnel.formIds ?? []).includes(event.data.formId);
  });

const isForm = (event: Recorded<LeadEvent>) =>
  event.type === 'FormSubmitted' || event.type === 'OrderFormSubmitted';

const isReading = (event: Recorded<LeadEvent>, type: string, settings: Settings): boolean => {
  if (event.type !== 'EmailOpened' && event.type !== 'EmailLinkClicked') return false;
  const emailId = textIn(settings, 'emailId');
  const url = textIn(settings, 'url');
  return (
    event.type === type &&
    (emailId === undefined || event.data.template?.templateId === emailId) &&
    (settings['includeMachine'] === true || !event.data.machine) &&
    (url === undefined || (event.type === 'EmailLinkClicked' && matches(event.data.url, url)))
  );
};

const isCustom = (event: Recorded<LeadEvent>, settings: Settings): boolean => {
  if (event.type !== 'CustomEventReceived' || event.data.name !== settings['event']) return false;
  const name = textIn(settings, 'attribute');
  if (name === undefined) return true;
  const attributes = event.data.attributes ?? {};
  const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  return Scalar.is(value) && String(value).length <= 500 && compares(settings, value);
};

/** Whether an instant lies where a date rule says. */
const isThen = (rule: Settings, instant: number | undefined, { now, timeZone }: Circumstances): boolean => {
  if (instant === undefined) return false;
  const start = (name: string, days: number): number => startOfDate(textIn(rule, name) ?? '', timeZone, days);
  const ago = (): number => before(Date.parse(now), `P${String(rule['days'])}D`, timeZone);
  switch (rule['op']) {
    case 'on':
      return start('date', 0) <= instant && instant < start('date', 1);
    case 'before':
      return instant < start('date', 0);
    case 'after':
      return instant >= start('date', 1);
    case 'between':
      return start('from', 0) <= instant && instant < start('to', 1);
    case 'in-the-last':
      return instant >= ago();
    case 'more-than-ago':
      return instant < ago();
    default:
      throw new Error(`no date rule ${JSON.stringify(rule['op'])}`);
  }
};

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const isToday = (settings: Settings, wall: number): boolean => {
  const today = new Date(wall).toISOString().slice(0, 10);
  const [date = '', from = '', to = ''] = ['date', 'from', 'to'].map((name) => textIn(settings, name));
  switch (settings['op']) {
    case 'on':
      return today === date;
    case 'before':
      return today < date;
    case 'after':
      return today > date;
    case 'between':
      return from <= today && today <= to;
    case 'weekday': {
      const days = settings['weekdays'];
      return Array.isArray(days) && days.includes(weekdays[new Date(wall).getUTCDay()] ?? null);
    }
    default:
      throw new Error(`no date ${JSON.stringify(settings['op'])}`);
  }
};

const isTime = (settings: Settings, wall: number): boolean => {
  const minute = Math.floor(wall / 60_000) % 1440;
  const [time = 0, from = 0, to = 0] = ['time', 'from', 'to'].map((name) => {
    const [hours = 0, minutes = 0] = (textIn(settings, name) ?? '').split(':').map(Number);
    return hours * 60 + minutes;
  });
  switch (settings['op']) {
    case 'before':
      return minute < time;
    case 'after':
      return minute >= time;
    case 'between':
      return from < to ? from <= minute && minute < to : minute >= from || minute < to;
    default:
      throw new Error(`no time ${JSON.stringify(settings['op'])}`);
  }
};

/** Whether the latest of the things of one kind, each by itself, lies where `when` says. */
const someThen = (
  events: Events,
  keyOf: (event: Recorded<LeadEvent>) => string | undefined,
  settings: Settings,
  circumstances: Circumstances,
): boolean => {
  const times = new Map<string, number>();
  for (const event of events) {
    const key = keyOf(event);
    if (key !== undefined) times.set(key, Math.max(times.get(key) ?? Number.NEGATIVE_INFINITY, at(event)));
  }
  const { when } = settings;
  return [...times.values()].some((time) => !isSettings(when) || isThen(when, time, circumstances));
};

const isSettings = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const activityTypes: ReadonlySet<string> = new Set([
  'LeadRegistered',
  ...activities.map(({ eventType }) => eventType),
]);

const leafHolds = (settings: Settings, events: Events, circumstances: Circumstances): boolean => {
  const { now, timeZone, funnels } = circumstances;
  const text = (name: string): string | undefined => textIn(settings, name);
  const isEnough = (fits: (event: Recorded<LeadEvent>) => boolean): boolean => {
    const within = text('within');
    const start = within === undefined ? Number.NEGATIVE_INFINITY : before(Date.parse(now), within, timeZone);
    const { atLeast = 1 } = settings;
    return events.filter((event) => fits(event) && at(event) >= start).length >= Number(atLeast);
  };
  const wall = (): number => wallAt(Date.parse(now), clockZone(settings, events, timeZone));
  const last = (fits: (event: Recorded<LeadEvent>) => boolean): boolean =>
    isThen(settings, latest(events.filter(fits)), circumstances);
  switch (settings['type']) {
    case 'has-tag':
      return isThere(events, ({ type, data }) =>
        (type === 'TagAdded' || type === 'TagRemoved') && data.tag === settings['tag']
          ? type === 'TagAdded'
          : undefined,
      );
    case 'has-product':
      return isThere(events, (event) => {
        if (buys(event, text('productId'))) return true;
        const { type, data } = event;
        return (type === 'ProductAdded' || type === 'ProductRemoved') &&
          data.productId === settings['productId']
          ? type === 'ProductAdded'
          : undefined;
      });
    case 'purchased-product':
      return isEnough((event) => buys(event, text('productId')));
    case 'visited-page': {
      const pageId = text('pageId');
      const url = text('url');
      const page = pageId === undefined ? (url === undefined ? {} : { url }) : { pageId };
      return isEnough((event) => event.type === 'PageVisited' && isOn(event.data, page));
    }
    case 'inside-funnel':
      return isInFunnel(events, funnels.get(text('funnelId') ?? ''));
    case 'opened-email':
      return isEnough((event) => isReading(event, 'EmailOpened', settings));
    case 'clicked-email-link':
      return isEnough((event) => isReading(event, 'EmailLinkClicked', settings));
    case 'date-added':
      return isThen(
        settings,
        Math.min(...events.filter(({ type }) => activityTypes.has(type)).map(at)),
        circumstances,
      );
    case 'last-form-submit-date': {
      const formId = text('formId');
      return last((event) => isForm(event) && (formId === undefined || event.data.formId === formId));
    }
    case 'lead-event-attribute':
      return isEnough((event) => isCustom(event, settings));
    case 'attribute': {
      const value = attributesOf(events).get(text('attribute') ?? '');
      return value === undefined ? settings['op'] === 'not-equals' : compares(settings, value);
    }
    case 'current-date':
      return isToday(settings, wall());
    case 'current-time':
      return isTime(settings, wall());
    case 'tj-has-account':
      return events.some(({ type }) => type.startsWith('TrainingJet'));
    case 'tj-has-subscription': {
      const plans = new Map<string, boolean>();
      for (const { type, data } of inOrder(events))
        if (type === 'TrainingJetSubscriptionAdded' || type === 'TrainingJetSubscriptionStarted')
          plans.set(data.planId, true);
        else if (type === 'TrainingJetSubscriptionEnded') plans.set(data.planId, false);
      const planId = text('planId');
      return planId === undefined ? [...plans.values()].includes(true) : plans.get(planId) === true;
    }
    case 'tj-started-course':
    case 'tj-completed-course': {
      const wanted =
        settings['type'] === 'tj-started-course' ? 'TrainingJetCourseStarted' : 'TrainingJetCourseCompleted';
      const courseId = text('courseId');
      const keyOf = ({ type, data }: Recorded<LeadEvent>): string | undefined =>
        (type === 'TrainingJetCourseStarted' || type === 'TrainingJetCourseCompleted') &&
        type === wanted &&
        (courseId === undefined || data.courseId === courseId)
          ? data.courseId
          : undefined;
      return someThen(events, keyOf, settings, circumstances);
    }
    case 'tj-completed-step': {
      const [courseId, stepId] = [text('courseId'), text('stepId')];
      const keyOf = ({ type, data }: Recorded<LeadEvent>): string | undefined =>
        type === 'TrainingJetStepCompleted' &&
        (courseId === undefined || data.courseId === courseId) &&
        (stepId === undefined || data.stepId === stepId)
          ? JSON.stringify([data.courseId, data.stepId])
          : undefined;
      return someThen(events, keyOf, settings, circumstances);
    }
    case 'tj-last-active':
    case 'tj-last-activity':
      return last(({ type }) =>
        [
          'TrainingJetUserActive',
          'TrainingJetCourseStarted',
          'TrainingJetCourseCompleted',
          'TrainingJetStepCompleted',
        ].includes(type),
      );
    default:
      throw new Error(`no condition ${JSON.stringify(settings['type'])}`);
  }
};

/** Whether a tree of conditions holds for the lead of these events. */
export const naiveHolds = (tree: ConditionTree, events: Events, circumstances: Circumstances): boolean => {
  if ('type' in tree) return leafHolds(tree, events, circumstances);
  if ('not' in tree) return !naiveHolds(tree.not, events, circumstances);
  return 'all' in tree
    ? tree.all.every((branch) => naiveHolds(branch, events, circumstances))
    : tree.any.some((branch) => naiveHolds(branch, events, circumstances));
};
