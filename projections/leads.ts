import { aggregates, idInStream } from '../domain/aggregates.js';
import type { Revision } from '../domain/codecs/numbers.js';
import type { Instant, TimeZone } from '../domain/codecs/time.js';
import type { Recorded } from '../domain/event.js';
import type { AnyEvent } from '../domain/events.js';
import { type Compared, compared } from '../domain/lead/compared.js';
import type { Lead, RegisteredLead } from '../domain/lead/state.js';
import { leadTimeZone } from '../domain/lead/time-zone.js';
import type { LeadStream } from '../domain/lead-stream.js';
import type { Runs } from '../domain/run/state.js';
import { nextWatchAt, type Watches } from '../domain/watch/state.js';
import type { Document, ReadModel } from './read-model.js';

/** An attribute in the forms that conditions compare: an array of them is searched by one index for every name. */
interface AttributeEntry extends Compared {
  readonly name: string;
}

/** A lead as conditions see it, and the snapshot from which commands begin. */
export interface LeadDocument extends Document {
  readonly revision: Revision;
  readonly lead: Lead;
  readonly runs: Runs;
  readonly watches: Watches;
  /** When the first of its open watches is due. */
  readonly nextWatchAt?: Instant;
  readonly attributes: readonly AttributeEntry[];
  /** By its attribute `timeZone`, if that names one. */
  readonly timeZone?: TimeZone;
}

/** What flows wait for on a lead, without what the lead is. */
export type LeadWatches = Document & Pick<LeadDocument, (typeof leadWatchFields)[number]>;

/** The fields of a `LeadWatches`. */
export const leadWatchFields = ['position', 'watches'] as const;

/** What is shown of many leads at once: not what conditions are decided by. */
export interface LeadRow extends Document {
  readonly revision: Revision;
  readonly lead: { readonly status: 'unknown' } | Pick<RegisteredLead, (typeof shownFields)[number]>;
}

const shownFields = [
  'status',
  'leadId',
  'externalId',
  'registeredAt',
  'attributes',
  'tags',
  'products',
  'purchases',
  'lists',
  'consent',
  'offer',
] as const satisfies readonly (keyof RegisteredLead)[];

/** The fields of a `LeadRow`. */
export const leadRowFields = ['position', 'revision', ...shownFields.map((name) => `lead.${name}`)];

const { lead } = aggregates;

const happened = 'lead.happened';

const derived = (state: Lead): Pick<LeadDocument, 'attributes' | 'timeZone'> => {
  if (state.status === 'unknown') return { attributes: [] };
  const timeZone = leadTimeZone(state.attributes['timeZone']);
  return {
    attributes: Object.entries(state.attributes).map(([name, value]) => ({ name, ...compared(value) })),
    ...(timeZone === undefined ? {} : { timeZone }),
  };
};

const toDocument = (
  leadId: string,
  { position, revision }: Recorded<AnyEvent>,
  state: LeadStream,
): LeadDocument => {
  const watchAt = nextWatchAt(state.watches);
  return {
    _id: leadId,
    position,
    revision,
    lead: state.lead,
    runs: state.runs,
    watches: state.watches,
    ...(watchAt === undefined ? {} : { nextWatchAt: watchAt }),
    ...derived(state.lead),
  };
};

export const leads: ReadModel<LeadDocument> = {
  name: 'leads',
  version: 7,
  // One for every way in which a condition asks, so that no condition that says what a lead has reads every lead.
  indexes: [
    { 'lead.attributes.email': 1 },
    { 'lead.externalId': 1 },
    { 'lead.tags': 1 },
    { 'lead.products': 1 },
    { 'lead.lists': 1, _id: 1 },
    { 'lead.purchases.productId': 1, 'lead.purchases.lastAt': 1 },
    { 'lead.registeredAt': 1 },
    { 'attributes.name': 1, 'attributes.key': 1 },
    { 'attributes.name': 1, 'attributes.number': 1 },
    { 'attributes.name': 1, 'attributes.text': 1 },
    { timeZone: 1 },
    { nextWatchAt: 1 },
    { [`${happened}.pages.pageId`]: 1, [`${happened}.pages.lastAt`]: 1 },
    { [`${happened}.pages.url`]: 1, [`${happened}.pages.lastAt`]: 1 },
    { [`${happened}.forms.formId`]: 1, [`${happened}.forms.lastAt`]: 1 },
    { [`${happened}.pagesActedOn.pageId`]: 1 },
    { [`${happened}.pagesActedOn.url`]: 1 },
    { [`${happened}.lastFormAt`]: 1 },
    { [`${happened}.opens.templateId`]: 1, [`${happened}.opens.lastAt`]: 1 },
    { [`${happened}.opens.machine`]: 1, [`${happened}.opens.lastAt`]: 1 },
    { [`${happened}.clicks.templateId`]: 1, [`${happened}.clicks.lastAt`]: 1 },
    { [`${happened}.clicks.url`]: 1, [`${happened}.clicks.lastAt`]: 1 },
    { [`${happened}.clicks.machine`]: 1, [`${happened}.clicks.lastAt`]: 1 },
    { [`${happened}.events.name`]: 1, [`${happened}.events.lastAt`]: 1 },
    {
      [`${happened}.eventValues.name`]: 1,
      [`${happened}.eventValues.attribute`]: 1,
      [`${happened}.eventValues.key`]: 1,
    },
    {
      [`${happened}.eventValues.name`]: 1,
      [`${happened}.eventValues.attribute`]: 1,
      [`${happened}.eventValues.number`]: 1,
    },
    { [`${happened}.coursesStarted.courseId`]: 1, [`${happened}.coursesStarted.lastAt`]: 1 },
    { [`${happened}.coursesCompleted.courseId`]: 1, [`${happened}.coursesCompleted.lastAt`]: 1 },
    { [`${happened}.courseSteps.courseId`]: 1, [`${happened}.courseSteps.stepId`]: 1 },
    { [`${happened}.courseSteps.stepId`]: 1 },
    { [`${happened}.hasTrainingJetAccount`]: 1 },
    { [`${happened}.trainingJetActiveAt`]: 1 },
    { 'lead.trainingJetPlans': 1 },
  ],
  key: (event) => idInStream(lead.category, event.stream),
  evolve: (doc, event) => {
    const leadId = idInStream(lead.category, event.stream);
    if (leadId === undefined || !lead.isEvent(event)) return doc;
    // Also where the events before it are erased, as in a read model that is built anew.
    if (event.type === 'LeadErased') return toDocument(leadId, event, lead.evolve(lead.initial, event));
    // Never past an event that is missing: the document is the snapshot that commands begin from.
    if (event.revision !== (doc?.revision ?? -1) + 1) return doc;
    return toDocument(leadId, event, lead.evolve(doc ?? lead.initial, event));
  },
};
