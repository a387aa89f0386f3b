import type { FlowId, TemplateId } from '../domain/codecs/ids.js';
import type { FlowVersion } from '../domain/flow/events.js';
import { addDays, type EmailCounts, type EmailDay } from './email-days.js';
import { type EmailFigures, isDay } from './email-figures.js';
import { byId, type Filter, type Find, type Page, type PageRequest } from './find.js';
import { type FlowFigures, isVersion, isWeek } from './flow-figures.js';
import type { Document } from './read-model.js';
import type { VersionFigures } from './version-figures.js';
import { addWeeks, type WeekCounts, type WeekFigures } from './week-figures.js';

export interface FigurePorts {
  readonly flowFigures: Find<FlowFigures>;
  readonly emailFigures: Find<EmailFigures>;
}

/** What became of all who entered a flow in one week. */
export interface Cohort extends WeekCounts {
  readonly week: string;
  readonly monday: string;
}

/** By what e-mails are told apart. */
export type EmailGrouping = 'day' | 'template' | 'version';

/** What happened to the e-mails of a day, a template, or a version of one. */
export interface EmailGroup extends EmailCounts {
  readonly day?: string;
  readonly templateId?: TemplateId;
  readonly templateVersion?: number;
}

/** The days are both included. */
export interface EmailQuestion {
  readonly from: string;
  readonly to: string;
  readonly by: EmailGrouping;
  readonly templateId?: TemplateId;
}

const atOnce = 500;

/** All documents with ids between two, a few at a time. */
const documentsBetween = async function* <Doc extends Document>(
  find: Find<Doc>,
  [from, to]: readonly [from: string, to: string],
  filter: Filter,
): AsyncGenerator<Doc> {
  for (let after = from; ; ) {
    const docs = await find.many({
      filter: { ...filter, _id: { $gt: after, $lt: to } },
      sort: { _id: 1 },
      limit: atOnce,
    });
    yield* docs;
    const last = docs.at(-1);
    if (last === undefined || docs.length < atOnce) return;
    after = last._id;
  }
};

/** Sums of what has the same key, by key. */
const sumBy = async <Item, Sum>(
  items: AsyncIterable<Item>,
  keyOf: (item: Item) => string,
  add: (sum: Sum | undefined, item: Item) => Sum,
): Promise<ReadonlyMap<string, Sum>> => {
  const sums = new Map<string, Sum>();
  for await (const item of items) {
    const key = keyOf(item);
    sums.set(key, add(sums.get(key), item));
  }
  return sums;
};

const pageOfSums = <Sum>(sums: ReadonlyMap<string, Sum>, { limit, after = '' }: PageRequest): Page<Sum> => {
  const left = [...sums].filter(([key]) => key > after).sort(([one], [other]) => (one < other ? -1 : 1));
  const last = left[limit - 1];
  const items = left.slice(0, limit).map(([, sum]) => sum);
  return left.length > limit && last !== undefined ? { items, next: last[0] } : { items };
};

const keep = async function* <Doc, Kind extends Doc>(
  docs: AsyncIterable<Doc>,
  isOfKind: (doc: Doc) => doc is Kind,
): AsyncGenerator<Kind> {
  for await (const doc of docs) if (isOfKind(doc)) yield doc;
};

const cohortWith = (sum: Cohort | undefined, { week, monday, ...doc }: WeekFigures): Cohort => ({
  week,
  monday,
  ...addWeeks(sum, doc),
});

const groupKeys: Readonly<Record<EmailGrouping, (doc: EmailDay) => string>> = {
  day: ({ day }) => day,
  template: ({ templateId = '-' }) => templateId,
  version: ({ templateId = '-', templateVersion = 0 }) =>
    `${templateId}/${String(templateVersion).padStart(7, '0')}`,
};

const groupNames = (by: EmailGrouping, { day, templateId, templateVersion }: EmailDay) => ({
  ...(by === 'day' ? { day } : {}),
  ...(by === 'day' || templateId === undefined ? {} : { templateId }),
  ...(by !== 'version' || templateVersion === undefined ? {} : { templateVersion }),
});

/** What analysts may ask. */
export const createFigureQueries = ({ flowFigures, emailFigures }: FigurePorts) => ({
  /** The funnels of a flow, of one version or of all, by version. */
  flowFunnels: async (
    { flowId, version }: { readonly flowId: FlowId; readonly version?: FlowVersion },
    page: PageRequest,
  ): Promise<Page<VersionFigures>> => {
    const filter = { kind: 'version', flowId, ...(version === undefined ? {} : { flowVersion: version }) };
    const { items, ...next } = await byId(flowFigures, filter, page);
    return { items: items.filter(isVersion), ...next };
  },
  /** Who entered a flow, in one version or in any, week by week. */
  flowCohorts: async (
    { flowId, version }: { readonly flowId: FlowId; readonly version?: FlowVersion },
    page: PageRequest,
  ): Promise<Page<Cohort>> => {
    const filter = version === undefined ? {} : { enteredVersion: version };
    const weeks = documentsBetween(flowFigures, [`week/${flowId}/`, `week/${flowId}/~`], filter);
    return pageOfSums(await sumBy(keep(weeks, isWeek), ({ week }) => week, cohortWith), page);
  },
  /** What happened to e-mails in a stretch of days. */
  emailStats: async (
    { from, to, by, templateId }: EmailQuestion,
    page: PageRequest,
  ): Promise<Page<EmailGroup>> => {
    const filter = templateId === undefined ? {} : { templateId };
    const days = documentsBetween(emailFigures, [`day/${from}/`, `day/${to}/~`], filter);
    const add = (sum: EmailGroup | undefined, doc: EmailDay): EmailGroup => ({
      ...groupNames(by, doc),
      ...addDays(sum, doc),
    });
    return pageOfSums(await sumBy(keep(days, isDay), groupKeys[by], add), page);
  },
});
