import type { FileId, FormId, PageId, TemplateId } from '../codecs/ids.js';
import type { Json } from '../codecs/json.js';
import type { Instant } from '../codecs/time.js';
import { Scalar } from '../codecs/values.js';
import type { Recorded } from '../event.js';
import { type Compared, compared } from './compared.js';
import type { LeadEvent } from './events.js';
import { normaliseUrl } from './page-url.js';
import { addToTallies, isFull, type Tallied, type TallyKey } from './tally.js';

/** A page, by the URL that pages are compared by, and by its id where the site gives one. */
interface PageKey {
  readonly url?: string;
  readonly pageId?: PageId;
}
interface FormKey {
  readonly formId: FormId;
}
interface DownloadKey {
  readonly url: string;
  readonly fileId?: FileId;
}
interface OpenKey {
  readonly templateId?: TemplateId;
  readonly machine: boolean;
}
interface ClickKey extends OpenKey {
  readonly url: string;
}
interface EventKey {
  readonly name: string;
}
interface EventValueKey extends EventKey, Compared {
  readonly attribute: string;
}
interface CourseKey {
  readonly courseId: string;
}
interface CourseStepKey extends CourseKey {
  readonly stepId: string;
}

/** What a lead did, tallied: the same whatever the order in which it is told. Each list is bounded (`tally.ts`). */
export interface Happened {
  readonly pages: readonly Tallied<PageKey>[];
  readonly forms: readonly Tallied<FormKey>[];
  /** The pages on which it did something other than to come. */
  readonly pagesActedOn: readonly Tallied<PageKey>[];
  readonly downloads: readonly Tallied<DownloadKey>[];
  /** When the latest form was sent, whichever. */
  readonly lastFormAt?: Instant;
  readonly opens: readonly Tallied<OpenKey>[];
  readonly clicks: readonly Tallied<ClickKey>[];
  readonly events: readonly Tallied<EventKey>[];
  readonly eventValues: readonly Tallied<EventValueKey>[];
  readonly coursesStarted: readonly Tallied<CourseKey>[];
  readonly coursesCompleted: readonly Tallied<CourseKey>[];
  readonly courseSteps: readonly Tallied<CourseStepKey>[];
  readonly hasTrainingJetAccount: boolean;
  readonly trainingJetActiveAt?: Instant;
}

export const nothingHappened: Happened = {
  pages: [],
  forms: [],
  pagesActedOn: [],
  downloads: [],
  opens: [],
  clicks: [],
  events: [],
  eventValues: [],
  coursesStarted: [],
  coursesCompleted: [],
  courseSteps: [],
  hasTrainingJetAccount: false,
};

const joined = (...parts: readonly (string | boolean | number | undefined)[]): string =>
  JSON.stringify(parts);

const page: TallyKey<PageKey> = {
  text: ({ url, pageId }) => joined(url, pageId),
  // The site's own pages matter more than the many addresses that a search or a shop makes up.
  isPreferred: ({ pageId }) => pageId !== undefined,
};
const form: TallyKey<FormKey> = { text: ({ formId }) => formId };
const download: TallyKey<DownloadKey> = {
  text: ({ url, fileId }) => joined(url, fileId),
  isPreferred: ({ fileId }) => fileId !== undefined,
};
const open: TallyKey<OpenKey> = { text: ({ templateId, machine }) => joined(templateId, machine) };
const click: TallyKey<ClickKey> = {
  text: ({ templateId, machine, url }) => joined(templateId, machine, url),
};
const named: TallyKey<EventKey> = { text: ({ name }) => name };
const valued: TallyKey<EventValueKey> = {
  text: ({ name, attribute, text, number }) => joined(name, attribute, text, number),
};
const course: TallyKey<CourseKey> = { text: ({ courseId }) => courseId };
const courseStep: TallyKey<CourseStepKey> = { text: ({ courseId, stepId }) => joined(courseId, stepId) };

/** How long a text in a client's own event may be to be compared. */
const maxComparedLength = 500;

const comparedValue = (value: Json): Compared | undefined =>
  Scalar.is(value) && !(typeof value === 'string' && value.length > maxComparedLength)
    ? compared(value)
    : undefined;

const customEvent = (
  happened: Happened,
  name: string,
  attributes: Readonly<Record<string, Json>>,
  at: Instant,
): Happened => ({
  ...happened,
  events: addToTallies(happened.events, { name }, at, named),
  eventValues: Object.entries(attributes).reduce((values, [attribute, value]) => {
    const key = comparedValue(value);
    return key === undefined ? values : addToTallies(values, { name, attribute, ...key }, at, valued);
  }, happened.eventValues),
});

const later = (one: Instant | undefined, other: Instant): Instant =>
  one === undefined || one < other ? other : one;

const active = (happened: Happened, at: Instant): Happened => ({
  ...happened,
  hasTrainingJetAccount: true,
  trainingJetActiveAt: later(happened.trainingJetActiveAt, at),
});

interface OnPage {
  readonly url?: string;
  readonly pageId?: PageId;
}

const pageOf = ({ url, pageId }: OnPage): PageKey => ({
  ...(url === undefined ? {} : { url: normaliseUrl(url) }),
  ...(pageId === undefined ? {} : { pageId }),
});

const acted = (happened: Happened, on: OnPage, at: Instant): Happened =>
  on.url === undefined && on.pageId === undefined
    ? happened
    : { ...happened, pagesActedOn: addToTallies(happened.pagesActedOn, pageOf(on), at, page) };

const formSent = (
  happened: Happened,
  { formId, ...on }: OnPage & { readonly formId: FormId },
  at: Instant,
): Happened => ({
  ...acted(happened, on, at),
  forms: addToTallies(happened.forms, { formId }, at, form),
  lastFormAt: later(happened.lastFormAt, at),
});

const ofTemplate = (template: { readonly templateId: TemplateId } | undefined) =>
  template === undefined ? {} : { templateId: template.templateId };

/** Folds one event into what happened; events that it does not know change nothing. */
export const evolveHappened = (happened: Happened, event: Recorded<LeadEvent>): Happened => {
  const at = event.metadata.occurredAt;
  switch (event.type) {
    case 'PageVisited':
      return { ...happened, pages: addToTallies(happened.pages, pageOf(event.data), at, page) };
    case 'PageLeft':
    case 'AddedToCart':
    case 'RemovedFromCart':
    case 'CheckoutVisited':
    case 'ThankYouPageVisited':
      return acted(happened, event.data, at);
    case 'FileDownloaded': {
      const { pageId, fileId, url } = event.data;
      const key = { url: normaliseUrl(url), ...(fileId === undefined ? {} : { fileId }) };
      const downloads = addToTallies(happened.downloads, key, at, download);
      return acted({ ...happened, downloads }, pageId === undefined ? {} : { pageId }, at);
    }
    case 'FormSubmitted':
    case 'OrderFormSubmitted':
      return formSent(happened, event.data, at);
    case 'EmailOpened': {
      const key = { ...ofTemplate(event.data.template), machine: event.data.machine };
      return { ...happened, opens: addToTallies(happened.opens, key, at, open) };
    }
    case 'EmailLinkClicked': {
      const { template, machine, url } = event.data;
      const key = { ...ofTemplate(template), machine, url: normaliseUrl(url) };
      return { ...happened, clicks: addToTallies(happened.clicks, key, at, click) };
    }
    case 'CustomEventReceived':
      return customEvent(happened, event.data.name, event.data.attributes ?? {}, at);
    case 'TrainingJetAccountCreated':
    case 'TrainingJetSubscriptionAdded':
    case 'TrainingJetSubscriptionStarted':
    case 'TrainingJetSubscriptionEnded':
      return { ...happened, hasTrainingJetAccount: true };
    case 'TrainingJetUserActive':
      return active(happened, at);
    case 'TrainingJetCourseStarted': {
      const { courseId } = event.data;
      const coursesStarted = addToTallies(happened.coursesStarted, { courseId }, at, course);
      return active({ ...happened, coursesStarted }, at);
    }
    case 'TrainingJetCourseCompleted': {
      const { courseId } = event.data;
      const coursesCompleted = addToTallies(happened.coursesCompleted, { courseId }, at, course);
      return active({ ...happened, coursesCompleted }, at);
    }
    case 'TrainingJetStepCompleted': {
      const { courseId, stepId } = event.data;
      const courseSteps = addToTallies(happened.courseSteps, { courseId, stepId }, at, courseStep);
      return active({ ...happened, courseSteps }, at);
    }
    default:
      return happened;
  }
};

const lists = [
  'pages',
  'forms',
  'pagesActedOn',
  'downloads',
  'opens',
  'clicks',
  'events',
  'eventValues',
] as const;

/** The lists that are full, so that conditions on the rarest of their things may not know of them. */
export const truncatedIn = (happened: Happened): readonly (typeof lists)[number][] =>
  lists.filter((name) => isFull(happened[name]));
